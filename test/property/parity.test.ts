import {
  arbitraryTrace,
  everyFeature,
  ledgerOf,
  naiveBackward,
  naiveForward,
  requestOf,
  transferClaim,
} from "@tributary/testkit";
import { traceBackward, traceForward, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutNotes } from "./without-notes.ts";

const numRuns = 2000;

test("several reasons of one row are joined alike", () => {
  const ledger = ledgerOf(
    [
      { from: "V", to: "A", atoms: 5n, at: 0 },
      { from: "V", to: "A", atoms: 7n, at: 2 },
    ],
    {
      tags: [
        { account: "A", id: "later", category: "mixer", confidence: 60, validFrom: 2 },
        { account: "A", id: "first", category: "exchange", confidence: 70, validTo: 1 },
        { account: "A", id: "weaker", category: "casino", confidence: 50 },
      ],
    },
  );
  const request = requestOf({ claims: [transferClaim("V", "t1", "t2")] });
  const { positions } = naiveForward(ledger, request, "fifo");
  expect(positions.map((row) => row.reason)).toEqual(["stop: tag exchange (70) first; stop: tag mixer (60) later"]);
  expect(withoutNotes(traceForward(ledger, request))).toEqual(naiveForward(ledger, request, "fifo"));
});

describe("the engine's whole result equals the naive one", () => {
  test.each(tracingRules)("forward, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), ({ ledger, request }) => {
        const answer = traceForward(ledger, { ...request, method: rule });
        expect(withoutNotes(answer)).toEqual(naiveForward(ledger, request, rule));
      }),
      { numRuns },
    );
  });

  test.each(tracingRules)("backward, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryTrace({ ...everyFeature, isBackward: true }), ({ ledger, request }) => {
        const answer = traceBackward(ledger, { ...request, method: rule });
        expect(withoutNotes(answer)).toEqual(naiveBackward(ledger, request, rule));
      }),
      { numRuns },
    );
  });
});
