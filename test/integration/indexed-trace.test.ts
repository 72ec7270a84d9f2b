import { buildFlowIndex, traceQuestion } from "@tributary/engine";
import {
  arbitraryTrace,
  arbitraryUtxoTrace,
  crowdLedger,
  everyFeature,
  type TraceCase,
  type TraceFeatures,
} from "@tributary/testkit";
import { trace, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("indexed");
afterAll(remove);

async function answersAlike({ ledger, request }: TraceCase, sources: Map<string, number>): Promise<void> {
  if (validateRequest(ledger, request).length > 0) return;
  await inStore(ledger, async (store) => {
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

/** What an index answers: equal times as recorded. */
function plain({ ledger, request }: TraceCase): TraceCase {
  return { ledger, request: { ...request, sameTime: "recorded" } };
}

/** One whose in legs often stand before their out legs. */
const crowded = (features: TraceFeatures): fc.Arbitrary<TraceCase> =>
  arbitraryTrace(features).map(({ ledger, request }) => ({ ledger: crowdLedger(ledger), request }));

describe("a store with an index answers as it does without", () => {
  test.each([
    ["accounts", arbitraryTrace(everyFeature)],
    ["outpoints", arbitraryUtxoTrace(everyFeature)],
    ["transactions that convert", crowded(everyFeature)],
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
      crowded({ ...everyFeature, isBackward: true }),
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
