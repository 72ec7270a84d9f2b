import { arbitraryTrace, everyFeature, naiveForward } from "@tributary/testkit";
import { traceForward, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutNotes } from "./without-notes.ts";

describe("the engine's whole result equals the naive one", () => {
  test.each(tracingRules)("forward, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), ({ ledger, request }) => {
        const answer = traceForward(ledger, { ...request, method: rule });
        expect(withoutNotes(answer)).toEqual(naiveForward(ledger, request, rule));
      }),
      { numRuns: 2000 },
    );
  });
});
