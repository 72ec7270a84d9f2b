// The index itself: building it, opening it, adding to it, what it takes in memory.
import { compare, medianOf, summarise } from "./measure.js";
import { runScript } from "./start-peer.js";

const roomy = ["--max-old-space-size=14000", "--expose-gc"];

/** The same Parquet file made ready by ours and by DuckDB, each in a fresh process, in turn; and the index from the tables of a store that holds it. */
export async function measureBuild({ folder }) {
  return takeTurns(3, "build", {
    "Parquet -> index, ours": () => runScript("../ours/build-parquet.js", [folder], roomy),
    "Parquet -> table + checkpoint, DuckDB": () => runScript("duckdb-load.js", [folder, 2]),
    "store -> index, ours": () => runScript("../ours/build-index.js", [folder], roomy),
  });
}

/** Opening against reading the same files into memory, in one process, in turn; the files are in the page cache. */
export async function measureOpen({ folder }) {
  const found = await runScript("../ours/time-open.js", [folder], roomy);
  if (found === null) return { figures: {}, runs: {} };
  const [opened, read] = [found.opened, found.read].map((times) => times.map((ms) => ({ ms, cpuMs: ms, resident: 0 })));
  const runs = { "open, ours": summarise(opened), "reading the bytes": summarise(read) };
  return { figures: { open: { ...compare(opened, read), against: `${(found.bytes / 2 ** 20).toFixed(0)} MiB` } }, runs };
}

/** The last hundredth of the transfers added to an index of the rest, against building the whole. */
export async function measureAppend({ folder }) {
  return takeTurns(3, "append", {
    "append 1 %, ours": () => runScript("../ours/append-index.js", [folder], roomy),
    "build, ours": () => runScript("../ours/build-index.js", [folder], roomy),
  });
}

/** Bytes of an open index, both directions and exact amounts, for each transfer. */
export async function measureResident({ folder, size }) {
  const found = await runScript("../ours/time-open.js", [folder, 1], roomy);
  if (found === null) return { figures: {}, runs: {} };
  return {
    figures: { resident: { seen: found.residentBytes / size, against: `process: ${(found.processBytes / size).toFixed(1)} B` } },
    runs: {},
  };
}

async function takeTurns(rounds, id, scripts) {
  const lists = Object.fromEntries(Object.keys(scripts).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(scripts)) {
      if (lists[name] === null) continue;
      const found = await run();
      if (found === null) lists[name] = null;
      else lists[name].push(found);
    }
  const runs = Object.fromEntries(
    Object.entries(lists).flatMap(([name, list]) => (list === null ? [] : [[name, summarise(list)]])),
  );
  const [ours, other] = Object.values(lists);
  if (ours === null || other === null) return { figures: {}, runs };
  const figure = compare(ours, other);
  const stages = medianStages(ours);
  return { figures: { [id]: stages === "" ? figure : { ...figure, against: stages } }, runs };
}

/** Where the time of building goes, as the script tells it in `stages`. */
function medianStages(list) {
  const names = Object.keys(list[0].stages ?? {});
  return names.map((name) => `${name} ${medianOf(list.map((run) => run.stages[name])).toFixed(0)} ms`).join(", ");
}
