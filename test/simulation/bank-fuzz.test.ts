import { rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { makeFolder } from "../end-to-end/run-command.ts";
import { keptFolder, runFuzz } from "./bank-fuzz-run.ts";
import { loadSeeds } from "./bank-fuzz-seeds.ts";

/** More of them, or a seed of one's own (TRIBUTARY_SEED), for longer searches. */
const fileCount = Number(process.env["TRIBUTARY_FUZZ_FILES"] ?? 10_000);
const seed = fc.readConfigureGlobal().seed ?? 0;
const processCount = 2;
const memoryBytesMax = 400 * 1024 ** 2;
/** A file is a hang from two seconds of processor time on; the process is killed a little later. */
const watch = { cpuSecondsMax: 3, wallSecondsMax: 120 };

const folder = makeFolder("bank-fuzz");
afterAll(() => folder.remove());

describe(`${fileCount} mutated files of all formats`, () => {
  test("crash nothing, hang nothing, and lose no payment without a word (needs a build)", async () => {
    rmSync(keptFolder, { recursive: true, force: true });
    const seeds = loadSeeds();
    const shares = Array.from({ length: processCount }, (_, first) =>
      Array.from({ length: fileCount }, (_each, number) => number).filter((number) => number % processCount === first),
    );
    const outcomes = await Promise.all(
      shares.map((numbers, index) =>
        runFuzz({ seeds, seed, numbers, folder: join(folder.path, `${index}`), watch, ingestedOneIn: 20, kept: keptFolder }),
      ),
    );
    for (const { counts, rssMaxBytes, cpuSeconds, slowestSeconds } of outcomes) {
      const memory = `${Math.round(rssMaxBytes / 1024 ** 2)} MiB`;
      process.stderr.write(
        `bank-fuzz: seed ${seed}; ${cpuSeconds.toFixed(0)} s of processor time, at most ${slowestSeconds.toFixed(2)} s a file, ${memory}\n`,
      );
      for (const [format, told] of counts) process.stderr.write(`bank-fuzz: ${format} ${JSON.stringify(told)}\n`);
    }
    expect(outcomes.flatMap(({ faults }) => faults)).toEqual([]);
    for (const { rssMaxBytes } of outcomes) expect(rssMaxBytes).toBeLessThan(memoryBytesMax);
  }, 1_200_000);
});
