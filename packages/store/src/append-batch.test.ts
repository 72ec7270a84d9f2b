import { join } from "node:path";
import { transfersUntil } from "@tributary/queries";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleItem, sampleRun, sampleTransfer, temporaryFolder } from "../test/samples.ts";
import type { IngestItem } from "./ledger-rows.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

let folder = temporaryFolder();
let store: Store;
beforeEach(async () => {
  folder = temporaryFolder();
  store = await openStore({ directory: join(folder.path, "store"), mode: "write", create: true, threads: 1 });
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

interface Sample {
  readonly locator: string;
  readonly rows: readonly (readonly [string, bigint])[];
}

const atoms = fc.constantFrom(0n, 1n, 2n ** 128n, 2n ** 256n - 1n);
const sample: fc.Arbitrary<Sample> = fc.record({
  locator: fc.constantFrom("1", "2", "3", "4", "5", "6"),
  rows: fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d"), atoms), { minLength: 1, maxLength: 3 }),
});

/** What a reader with a pencil would do: record after record, each whole or not at all. */
function takeByHand(samples: readonly Sample[]) {
  const records = new Map<string, string>();
  const transfers = new Map<string, bigint>();
  const apart = new Set<string>();
  for (const { locator, rows } of samples) {
    const raw = JSON.stringify(rows.map(([id, value]) => [id, value.toString()]));
    const seen = new Map(transfers);
    const isConsistent = rows.every(([id, value]) => (seen.get(id) ?? seen.set(id, value).get(id)) === value);
    if ((records.get(locator) ?? raw) !== raw || !isConsistent) apart.add(locator);
    else {
      records.set(locator, raw);
      for (const [id, value] of rows) transfers.set(id, value);
      apart.delete(locator);
    }
  }
  return { transfers: [...transfers].sort(([a], [b]) => (a < b ? -1 : 1)), apart: [...apart].sort() };
}

test("records with and without conflicts come out as by hand, in batches of any size, resumed or repeated", async () => {
  let number = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      async (samples, size, isRepeated) => {
        number += 1;
        const source = `source-${number}`;
        const run = sampleRun(`law ${number}.csv`);
        await store.beginRun(run);
        const items = samples.map(
          ({ locator, rows }): IngestItem =>
            sampleItem(run, locator, { transfers: rows.map(([id, value]) => sampleTransfer({ source, id, atoms: value })) }),
        );
        for (let start = 0; start < items.length; start += size)
          await store.append(run, { items: items.slice(start, start + size), itemsAcknowledged: BigInt(start), isDone: false });
        const expected = takeByHand(isRepeated ? [...samples, ...samples] : samples);
        if (isRepeated) await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
        const transfers = (await store.query(transfersUntil, { until: null })).filter((transfer) => transfer.source === source);
        expect(transfers.map(({ id, atoms }) => [id, atoms])).toEqual(expected.transfers);
        const apart = (await store.quarantine()).filter(({ fileOrigin }) => fileOrigin === run.file.origin);
        expect(apart.map(({ locator }) => locator)).toEqual(expected.apart);
      },
    ),
    { numRuns: 60 },
  );
});
