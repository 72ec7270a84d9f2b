// Tracing at depth, measured against every engine that one would pick instead, on one ledger in one run.
// `npm run bench -- ledger [1m|10m|50m] [part ...]`: each part can be run alone; its figures are kept, and the table and the picture show what was
// measured so far. Environment: TRIBUTARY_BENCH_SIZE (1m), TRIBUTARY_BENCH_CACHE (a folder for ledgers and figures), TRIBUTARY_BENCH_PYTHON,
// TRIBUTARY_BENCH_ENGINES (`ours,c`: only these are asked), TRIBUTARY_BENCH_PATIENCE (1200: seconds after which an engine that does not answer is left out).

import { keepFigures } from "./ledger/figures.js";
import { ensureLedger, readMeta } from "./ledger/ledger-files.js";
import { parts } from "./ledger/parts.js";
import { printTable } from "./ledger/print-table.js";
import { writePicture } from "./ledger/write-picture.js";

const words = process.argv.slice(process.argv.indexOf("ledger") + 1);
const size = readSize(words.find((word) => /^\d+[mk]$/.test(word)) ?? process.env["TRIBUTARY_BENCH_SIZE"] ?? "1m");
const chosen = words.filter((word) => !/^\d+[mk]$/.test(word));
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`no part ${unknown.join(", ")}; there are ${Object.keys(parts).join(", ")}`);

const folder = ensureLedger(size);
const { accountCount, holdingCount, madeInMs } = readMeta(folder);
process.stdout.write(
  `${size} transfers, ${accountCount} accounts, ${holdingCount} holdings; made in ${madeInMs} ms; ${folder}\n`,
);
for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) {
  process.stdout.write(`\n${name}\n`);
  const start = performance.now();
  const { figures, runs } = await parts[name]({ folder, size });
  keepFigures(size, name, { figures, runs, seconds: (performance.now() - start) / 1000 });
}
printTable(size);
writePicture(size);

function readSize(text) {
  const [, digits, unit] = /^(\d+)([mk])$/.exec(text) ?? [];
  if (digits === undefined) throw new Error(`no size ${text}; for example 10m`);
  return Number(digits) * (unit === "m" ? 1_000_000 : 1000);
}
