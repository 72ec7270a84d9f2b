import { join } from "node:path";
import { openStore } from "@tributary/engine";
import { counts, runs } from "@tributary/queries";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeFolder, runCommand } from "../end-to-end/run-command.ts";
import { type ImportCase, makeImportCases } from "./import-cases.ts";

const killsPerImport = 20;
const killsInsideMin = 15;

const folder = makeFolder("kill");
let cases: readonly ImportCase[] = [];

beforeAll(async () => {
  cases = await makeImportCases(folder.path);
});

afterAll(async () => {
  for (const importCase of cases) await importCase.end?.();
  folder.remove();
});

interface StoreState {
  readonly contentHash: string;
  readonly itemsAcknowledged: bigint;
  readonly recordCount: bigint;
}

async function readState(directory: string): Promise<StoreState> {
  const store = await openStore({ directory, mode: "read" });
  try {
    const tables = await store.query(counts, {});
    const [run] = await store.query(runs, {});
    return {
      contentHash: await store.contentHash(),
      itemsAcknowledged: run?.itemsAcknowledged ?? 0n,
      recordCount: tables.find((table) => table.tableName === "source.record")?.rowCount ?? 0n,
    };
  } finally {
    await store.close();
  }
}

interface Acknowledged {
  readonly batch: number;
  readonly itemsAcknowledged: string;
  readonly isDone: boolean;
}

function acknowledgedLines(stderr: string): Acknowledged[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith('{"batch":'))
    .map((line) => JSON.parse(line));
}

/** Moments are spread over the whole import by a fixed sequence, so that a failure can be run again. */
function killMoments(batchCount: number): number[] {
  let state = 20_261_124;
  return Array.from({ length: killsPerImport }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return 1 + (state % Math.max(1, batchCount - 2));
  });
}

describe("kill -9 in the middle of an import, then the same command again", () => {
  test.each(["transfers", "conversions", "str", "tags", "compounds", "evm"])(
    "%s: nothing acknowledged is lost, and the content is that of an undisturbed run",
    async (name) => {
      const importCase = cases.find((candidate) => candidate.name === name);
      if (importCase === undefined) throw new Error(`no import case ${name}`);
      const environment = { TRIBUTARY_ACKNOWLEDGED: "1" };
      const calm = join(folder.path, `${name}-calm`);
      const undisturbed = await runCommand([...importCase.command, "--store", calm], { env: environment });
      expect(undisturbed.status, undisturbed.stderr).toBe(0);
      const whole = await readState(calm);
      const batchCount = acknowledgedLines(undisturbed.stderr).length;
      expect(batchCount).toBeGreaterThan(killsInsideMin);
      let killsInside = 0;
      for (const [index, moment] of killMoments(batchCount).entries()) {
        const directory = join(folder.path, `${name}-${index}`);
        const killed = await runCommand([...importCase.command, "--store", directory], {
          env: environment,
          onStderrLine: (line, kill) => {
            if (new RegExp(`^\\{"batch":${moment}[,}]`).test(line)) kill("SIGKILL");
          },
        });
        const seen = acknowledgedLines(killed.stderr).at(-1);
        const before = await readState(directory);
        expect(before.itemsAcknowledged >= BigInt(seen?.itemsAcknowledged ?? "0")).toBe(true);
        expect(before.recordCount > 0n).toBe(true);
        if (killed.status === null && seen !== undefined && !seen.isDone && before.contentHash !== whole.contentHash)
          killsInside += 1;
        const resumed = await runCommand([...importCase.command, "--store", directory]);
        expect(resumed.status, resumed.stderr).toBe(0);
        expect(await readState(directory)).toEqual(whole);
      }
      expect(killsInside).toBeGreaterThanOrEqual(killsInsideMin);
    },
    600_000,
  );
});
