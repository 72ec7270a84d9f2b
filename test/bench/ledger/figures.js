// Figures are kept by size and part, so that a bench can be run piece by piece; each part's last run counts.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "./ledger-files.js";

export function figuresFolder() {
  return join(cacheFolder(), "figures");
}

/** `{ machine, parts: { <part>: { figures, runs, seconds, at } } }` of one size. */
export function readFigures(size) {
  const path = join(figuresFolder(), `${size}.json`);
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : { size, parts: {} };
}

export function keepFigures(size, part, found) {
  const kept = readFigures(size);
  const machine = { cpu: cpus()[0]?.model ?? "", cores: cpus().length, memoryBytes: totalmem(), node: process.version };
  const parts = { ...kept.parts, [part]: { ...found, at: new Date().toISOString() } };
  mkdirSync(figuresFolder(), { recursive: true });
  const path = join(figuresFolder(), `${size}.json`);
  writeFileSync(`${path}.draft`, `${JSON.stringify({ size, machine, parts }, null, 2)}\n`);
  renameSync(`${path}.draft`, path);
}

/** All rows' figures of one size, growth among them where 10 and 50 million were both measured. */
export function rowsOf(size) {
  const { parts } = readFigures(size);
  const rows = Object.assign({}, ...Object.values(parts).map(({ figures }) => figures));
  return { ...rows, ...growthFigures() };
}

/** How much faster than the ledger the time grows: log of the times' ratio over log of the sizes' ratio, ours minus that of C. */
function growthFigures() {
  const [small, large] = [10_000_000, 50_000_000].map((size) =>
    Object.assign({}, ...Object.values(readFigures(size).parts).map(({ runs }) => runs)),
  );
  const pairs = {
    "growth-pro-rata": ["pro-rata, ours", "pro-rata, C"],
    "growth-fifo": ["fifo, ours", "fifo, C"],
    "growth-lifo": ["lifo, ours", "lifo, C"],
    "growth-reach": ["ours", "C"],
  };
  const figures = {};
  for (const [id, [ours, c]] of Object.entries(pairs)) {
    const times = [small[ours], large[ours], small[c], large[c]].map((run) => run?.ms);
    if (times.some((ms) => ms === undefined)) continue;
    const exponent = (from, to) => Math.log(to / from) / Math.log(5);
    figures[id] = {
      seen: exponent(times[0], times[1]) - exponent(times[2], times[3]),
      against: `C: ${exponent(times[2], times[3]).toFixed(3)}`,
    };
  }
  return figures;
}
