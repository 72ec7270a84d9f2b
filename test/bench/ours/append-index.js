// The last hundredth of a ledger added to the index of the rest. `node append-index.js FOLDER`. Each run adds to a fresh copy.
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildIndex, openIndex } from "@tributary/flow-index";
import { openStore } from "@tributary/store";
import { readMeta } from "../ledger/ledger-files.js";
import { ensureFilled, ingestOne, putTransfers } from "./fill-store.js";
import { ensureSnapshot, software } from "./open-index.js";
import { printResult } from "./print-result.js";

const folder = process.argv[2];
const { size } = readMeta(folder);
const cut = Math.floor(size * 0.99);
const before = await ensureFilled(join(folder, "store-99"), folder, `place BETWEEN 1 AND ${cut - 1}`);
await ensureSnapshot(before);
const after = join(folder, "store-100");
for (const left of [after, `${after}.key`]) rmSync(left, { recursive: true, force: true });
cpSync(before, after, { recursive: true });
if (existsSync(`${before}.key`)) cpSync(`${before}.key`, `${after}.key`);
await putTransfers(after, folder, `place BETWEEN ${cut} AND ${size - 2}`);
await ingestOne(after, folder, size - 1);

const store = await openStore({ directory: after, mode: "read" });
const cpu = process.cpuUsage();
const start = performance.now();
const built = await buildIndex(store, { software });
const index = await openIndex(built.directory);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
await store.close();
if (index.columns.eventCount !== size) throw new Error(`the index has ${index.columns.eventCount} transfers of ${size}`);
writeFileSync(
  join(folder, "append.json"),
  JSON.stringify({ outcome: built.outcome, kept: built.segmentsKept, reason: built.reason }),
);
rmSync(after, { recursive: true });
printResult({ ms, cpuMs: (user + system) / 1000, answer: built.outcome });
process.exit(0);
