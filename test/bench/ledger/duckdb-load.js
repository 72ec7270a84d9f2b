// DuckDB's own way from the Parquet file to a table that can be asked: create, check point. `node duckdb-load.js FOLDER THREADS [TABLE]`.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { ensureTables } from "./write-tables.js";

const [folder, threads, table = "ledger.parquet"] = process.argv.slice(2);
const [parquet] = await ensureTables(folder, [table]);
const path = join(folder, `load-${process.pid}.duckdb`);
const cpu = process.cpuUsage();
const start = performance.now();
const instance = await DuckDBInstance.create(path, { threads });
const connection = await instance.connect();
await connection.run(`CREATE TABLE transfer AS FROM '${parquet}'`);
await connection.run("CHECKPOINT");
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
connection.closeSync();
instance.closeSync();
rmSync(path, { force: true });
process.stdout.write(`${JSON.stringify({ ms, cpuMs: (user + system) / 1000, resident: process.memoryUsage.rss() })}\n`);
