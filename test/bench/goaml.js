// Times reading a large goAML report against saxes alone and a fast-xml-parser document, each in a process of its own, in one run.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeGoaml } from "./make-goaml.js";

const transactions = Number(process.env.TRIBUTARY_BENCH_GOAML ?? 100_000);
const repeats = 3;
const script = fileURLToPath(new URL("./read-goaml.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "tributary-bench-goaml-"));
const path = join(folder, "report.xml");
try {
  await makeGoaml(path, transactions);
  const megabytes = statSync(path).size / 1e6;
  process.stdout.write(`\n${transactions} transactions, ${megabytes.toFixed(0)} MB; time of saxes alone = 1.00\n`);
  process.stdout.write("  reader                         time   spread        MB/s    peak memory\n");
  let base;
  for (const [name, reader, count] of [
    ["saxes, nothing kept", "saxes", repeats],
    ["this, checked (as `check`)", "check", repeats],
    ["this, stored (as `ingest str`)", "ingest", 1],
    ["fast-xml-parser, a document", "fast-xml-parser", 1],
  ]) {
    const runs = Array.from({ length: count }, () => readOnce(reader)).sort((a, b) => a.milliseconds - b.milliseconds);
    const { milliseconds, kilobytes } = runs[Math.floor(count / 2)];
    base ??= milliseconds;
    const spread = `${(runs[0].milliseconds / base).toFixed(2)}-${(runs.at(-1).milliseconds / base).toFixed(2)}`;
    const speed = (megabytes / (milliseconds / 1000)).toFixed(1);
    process.stdout.write(
      `  ${name.padEnd(30)} ${(milliseconds / base).toFixed(2).padEnd(6)} ${spread.padEnd(13)} ${speed.padEnd(7)} ${(kilobytes / 1024).toFixed(0)} MiB\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

function readOnce(reader) {
  const output = execFileSync(process.execPath, ["--max-old-space-size=8192", script, reader, path], { encoding: "utf8" });
  const result = JSON.parse(output);
  if (result.transactions !== transactions)
    throw new Error(`${reader} found ${result.transactions} of ${transactions} transactions`);
  return result;
}
