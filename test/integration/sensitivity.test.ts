import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type SourceFile } from "@tributary/domain";
import { openStore, sensitivityQuestion } from "@tributary/engine";
import type { TraceLedger } from "@tributary/ledger";
import { transfersUntil } from "@tributary/queries";
import type { IngestItem, LedgerRows, Store } from "@tributary/store";
import { arbitraryTrace, everyFeature } from "@tributary/testkit";
import { sensitivity, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tributary-sensitivity-"));
let stores = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything of a made ledger as one import. */
function itemsOf(ledger: TraceLedger, file: SourceFile): IngestItem[] {
  const rows: LedgerRows[] = [
    ...ledger.transfers.map(({ name: _, ...transfer }) => ({ transfers: [transfer] })),
    ...ledger.conversions.map((conversion) => ({ conversions: [conversion] })),
    ...ledger.tags.map((tag) => ({ tags: [tag] })),
    ...ledger.balances.map((balance) => ({ balances: [balance] })),
    ...ledger.coverage.map((coverage) => ({ coverage: [coverage] })),
    ...ledger.outpoints.map((row) => ({ outpoints: [{ ...row, scriptKind: "p2wpkh" }] })),
  ];
  return rows.map((row, index) => ({
    record: { fileSha256: file.sha256, locator: `row ${index + 1}`, rawSha256: digestText(String(index)) },
    rows: row,
  }));
}

async function inStore(ledger: TraceLedger, ask: (store: Store) => Promise<void>): Promise<void> {
  stores += 1;
  const directory = join(folder, String(stores));
  const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
  try {
    const sha256 = digestText(directory);
    const file: SourceFile = { sha256, byteCount: 0n, kind: "transfer-table", origin: "made", submitter: null, licence: null };
    const items = itemsOf(ledger, file);
    await store.beginRun({ file, options: "" });
    await store.append({ file, options: "" }, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
    await ask(store);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

test.each([false, true])(
  "the sensitivity of a question from its part of the ledger is that from the whole (backward: %s)",
  async (isBackward) => {
    await fc.assert(
      fc.asyncProperty(arbitraryTrace({ ...everyFeature, isBackward }), ({ ledger, request }) =>
        inStore(ledger, async (store) => {
          const whole = { ...ledger, transfers: await store.query(transfersUntil, { until: null }) };
          fc.pre(validateRequest(whole, request).length === 0);
          const { document } = await sensitivityQuestion(store, request, {});
          expect(document).toEqual(sensitivity(whole, request));
        }),
      ),
      { numRuns: 60 },
    );
  },
  300_000,
);
