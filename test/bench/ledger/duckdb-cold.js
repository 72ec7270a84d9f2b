// A cold start with nothing but node-api: open the file, ask for one seed that stops at services. `node duckdb-cold.js FOLDER`.
import { DuckDBInstance } from "@duckdb/node-api";
import { askWithKey, ensureFile } from "./duckdb-reach.js";
import { readFirstSeed } from "./first-seed.js";

const folder = process.argv[2];
const path = await ensureFile(folder);
const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY", threads: "2" });
const connection = await instance.connect();
const answer = await askWithKey(connection, { hops: 6, edges: "carried", seeds: readFirstSeed(folder).join(",") });
process.stdout.write(
  `${JSON.stringify({ answer, cpuMs: process.cpuUsage().user / 1000, resident: process.memoryUsage.rss() })}\n`,
);
process.exit(0);
