import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder } from "../end-to-end/run-command.ts";
import { runFuzz } from "./bank-fuzz-run.ts";
import { loadSeeds } from "./bank-fuzz-seeds.ts";

const folder = makeFolder("bank-fuzz-planted");
afterAll(() => folder.remove());

const [goaml] = loadSeeds();
const reader = pathToFileURL(join(projectRoot, "test/simulation/bank-fuzz-planted.mjs")).href;
/** How many mutated files a planted fault may survive. */
const fileCount = 120;

/** The first complaints of a reader, and their kinds. */
async function complaintsOf(format: string): Promise<ReadonlySet<string>> {
  if (goaml === undefined) throw new Error("no seeds");
  const { faults } = await runFuzz({
    seeds: [{ ...goaml, reader, format, options: {} }],
    seed: 1,
    numbers: Array.from({ length: fileCount }, (_, number) => number),
    folder: join(folder.path, format),
    watch: { cpuSecondsMax: 3, wallSecondsMax: 60 },
    ingestedOneIn: fileCount + 1,
    kept: null,
    faultsMax: 3,
  });
  return new Set(faults.map((fault) => /\): (\w+)/.exec(fault)?.[1] ?? fault));
}

describe("a fault in a reader is found by mutated files (needs a build)", () => {
  test.each([
    ["swallowed", "an error that nobody hears of", "silent"],
    ["dropped", "a bad record that is left out", "silent"],
    ["endless", "a loop without an end", "hang"],
    ["broken", "an error that is none of the file", "crash"],
    ["rounded", "an amount that is not the file's", "invented"],
    ["forgotten", "a payment that is left out", "silent"],
  ])(
    "%s: %s",
    async (format, _what, kind) => {
      expect(await complaintsOf(format)).toContain(kind);
    },
    240_000,
  );
});
