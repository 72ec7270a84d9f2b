import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type SourceFile } from "@tributary/domain";
import { buildFlowIndex, openStore, type Store, traceQuestion } from "@tributary/engine";
import type { TraceLedger } from "@tributary/ledger";
import type { IngestItem, LedgerRows } from "@tributary/store";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature, type TraceCase } from "@tributary/testkit";
import { trace, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tributary-indexed-"));
let stores = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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

async function withStore(ledger: TraceLedger, work: (store: Store) => Promise<void>): Promise<void> {
  stores += 1;
  const directory = join(folder, `store-${stores}`);
  const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
  const sha256 = digestText("a made ledger");
  const file: SourceFile = { sha256, byteCount: 0n, kind: "transfer-table", origin: "made", submitter: null, licence: null };
  const items = itemsOf(ledger, file);
  try {
    await store.beginRun({ file, options: "" });
    await store.append({ file, options: "" }, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
    await work(store);
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function answersAlike({ ledger, request }: TraceCase, sources: Map<string, number>): Promise<void> {
  if (validateRequest(ledger, request).length > 0) return;
  await withStore(ledger, async (store) => {
    const all = { ...request, method: "all" as const };
    const before = await traceQuestion(store, all);
    await buildFlowIndex(store, { keep: 1, isWhole: false });
    const after = await traceQuestion(store, all);
    sources.set(after.source, (sources.get(after.source) ?? 0) + 1);
    expect(after.document).toEqual(trace(ledger, all));
    expect(before.document).toEqual(after.document);
    expect(before.source).toMatch(/^store: /);
    expect(after.isComplete).toBe(before.isComplete);
  });
}

/** What an index answers: equal times as recorded, and no conversions. */
function plain({ ledger, request }: TraceCase): TraceCase {
  return { ledger: { ...ledger, conversions: [] }, request: { ...request, sameTime: "recorded" } };
}

describe("a store with an index answers as it does without", () => {
  test.each([
    ["accounts", arbitraryTrace(everyFeature)],
    ["outpoints", arbitraryUtxoTrace(everyFeature)],
  ])("on ledgers of %s", async (_, cases) => {
    const sources = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(cases, async (made) => answersAlike(plain(made), sources)),
      { numRuns: 25 },
    );
    expect(sources.get("index") ?? 0).toBeGreaterThan(5);
  });

  test("backward, over the part of the ledger that the index finds", async () => {
    const sources = new Map<string, number>();
    const backward = fc.oneof(
      arbitraryTrace({ ...everyFeature, isBackward: true }),
      arbitraryUtxoTrace({ ...everyFeature, isBackward: true }),
    );
    await fc.assert(
      fc.asyncProperty(backward, async (made) => answersAlike(plain(made), sources)),
      { numRuns: 25 },
    );
    expect([...sources.keys()]).toEqual(["store: a backward question"]);
  });

  test("where it cannot be asked, the store is", async () => {
    const sources = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryTrace(everyFeature), async (made) => answersAlike(made, sources)),
      { numRuns: 20 },
    );
    expect(sources.size).toBeGreaterThan(1);
  });
});
