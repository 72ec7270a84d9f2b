// DuckDB's two best ways to ask what money can reach: a recursive query with a key, and joins of a frontier, step by step.
// `node duckdb-peer.js FOLDER THREADS memory|file`; questions: `key|frontier HOPS STOPS FIRST LAST`.
import { DuckDBInstance } from "@duckdb/node-api";
import { askFrontier, askWithKey, ensureFile, loadEdges } from "./duckdb-reach.js";
import { listHoldings, readColumn } from "./ledger-files.js";
import { serveQuestions } from "./serve-questions.js";

const [folder, threads, storage] = process.argv.slice(2);

await serveQuestions(async () => {
  const path = storage === "file" ? await ensureFile(folder) : ":memory:";
  const options = storage === "file" ? { threads, access_mode: "READ_ONLY" } : { threads };
  const instance = await DuckDBInstance.create(path, options);
  const connection = await instance.connect();
  if (storage !== "file") await loadEdges(connection, folder);
  const seeds = listHoldings(folder, readColumn(folder, "seeds"));
  const forms = { key: askWithKey, frontier: askFrontier };
  return {
    answer: ([form, hops, stops, first, last]) =>
      forms[form](connection, {
        hops: Number(hops),
        edges: stops === "1" ? "carried" : "edge",
        seeds: seeds.slice(Number(first), Number(last)).flat().join(","),
      }),
  };
});
