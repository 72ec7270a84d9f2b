import { arbitraryTrace, everyFeature, type TraceCase } from "@tributary/testkit";
import { tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import type { Implementation } from "./implementation.ts";

/** Law 5, as far as it is the trace's own: rows in any order give the same bytes. */
export function shuffledRows({ forward, backward }: Implementation): fc.IProperty<unknown> {
  const pairs = fc
    .oneof(arbitraryTrace(everyFeature), arbitraryTrace({ ...everyFeature, isBackward: true }))
    .chain((original) => shuffle(original).map((shuffled) => ({ original, shuffled })));
  return fc.property(pairs, ({ original, shuffled }) => {
    for (const rule of tracingRules) {
      const answer = original.request.target === null ? forward : backward;
      const bytes = JSON.stringify(answer(original.ledger, original.request, rule));
      expect(JSON.stringify(answer(shuffled.ledger, shuffled.request, rule)), rule).toBe(bytes);
    }
  });
}

function shuffle({ ledger, request }: TraceCase): fc.Arbitrary<TraceCase> {
  return fc
    .record({
      transfers: shuffleAll(ledger.transfers),
      conversions: shuffleAll(ledger.conversions),
      tags: shuffleAll(ledger.tags),
      balances: shuffleAll(ledger.balances),
      coverage: shuffleAll(ledger.coverage),
      outpoints: shuffleAll(ledger.outpoints),
    })
    .map((shuffled) => ({ ledger: shuffled, request }));
}

function shuffleAll<Row>(rows: readonly Row[]): fc.Arbitrary<Row[]> {
  return fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
}
