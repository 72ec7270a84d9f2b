// Opening an index against reading those of its files that opening reads, in turn (names and references are read as they are asked for). `node --expose-gc time-open.js FOLDER [ROUNDS]`.
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { openIndex } from "@tributary/flow-index";
import { ensureIndex } from "./open-index.js";
import { printResult } from "./print-result.js";

const path = await ensureIndex(process.argv[2]);
const rounds = Number(process.argv[3] ?? 7);
const readLater = ["details.arrow", "accounts.arrow", "idle.arrow"];
const files = readdirSync(path, { recursive: true })
  .map((name) => join(path, name))
  .filter((name) => statSync(name).isFile() && !readLater.includes(basename(name)));
const found = { opened: [], read: [], bytes: 0, residentBytes: 0, processBytes: 0 };
for (let round = 0; round <= rounds; round += 1) {
  globalThis.gc?.();
  const start = performance.now();
  found.bytes = files.reduce((sum, name) => sum + readWhole(name), 0);
  const middle = performance.now();
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const second = performance.now();
  const index = await openIndex(path);
  const end = performance.now();
  found.residentBytes = index.heapFrom;
  found.processBytes = Math.max(found.processBytes, process.memoryUsage.rss() - before);
  index.close();
  if (round === 0) continue;
  found.read.push(middle - start);
  found.opened.push(end - second);
}
printResult(found);
process.exit(0);

function readWhole(name) {
  const bytes = Buffer.allocUnsafe(statSync(name).size);
  const file = openSync(name, "r");
  for (let at = 0; at < bytes.length; ) at += readSync(file, bytes, at, Math.min(2 ** 28, bytes.length - at), at);
  closeSync(file);
  return bytes.length;
}
