import {
  accountClaim,
  accountNamed,
  arbitraryTrace,
  arbitraryUtxoTrace,
  everyFeature,
  ledgerOf,
  naiveBackward,
  naiveForward,
  naiveTrace,
  requestOf,
  transferClaim,
} from "@tributary/testkit";
import { notesOf, type TraceRequest, trace, traceBackward, traceForward, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

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
  expect(traceForward(ledger, request)).toEqual(naiveForward(ledger, request, "fifo"));
});

describe("the engine's whole result equals the naive one", () => {
  test.each(tracingRules)("forward, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), ({ ledger, request }) => {
        const answer = traceForward(ledger, { ...request, method: rule });
        expect(answer).toEqual(naiveForward(ledger, request, rule));
      }),
      { numRuns },
    );
  });

  test.each(tracingRules)("backward, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryTrace({ ...everyFeature, isBackward: true }), ({ ledger, request }) => {
        const answer = traceBackward(ledger, { ...request, method: rule });
        expect(answer).toEqual(naiveBackward(ledger, request, rule));
      }),
      { numRuns },
    );
  });

  test.each(tracingRules)("on the ledger of a UTXO chain, both ways, %s", (rule) => {
    fc.assert(
      fc.property(arbitraryUtxoTrace(everyFeature), ({ ledger, request }) => {
        expect(traceForward(ledger, { ...request, method: rule })).toEqual(naiveForward(ledger, request, rule));
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(arbitraryUtxoTrace({ ...everyFeature, isBackward: true }), ({ ledger, request }) => {
        expect(traceBackward(ledger, { ...request, method: rule })).toEqual(naiveBackward(ledger, request, rule));
      }),
      { numRuns: 500 },
    );
  });

  test("all rules in one answer", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), ({ ledger, request }) => {
        const all = { ...request, method: "all" as const };
        const answer = trace(ledger, all);
        expect("results" in answer && Object.entries(answer.results).map(([rule, result]) => [rule, result])).toEqual(
          tracingRules.map((rule) => [rule, naiveForward(ledger, all, rule)]),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("a result under dust or hops_max that was reached says what its sums mean", () => {
    fc.assert(
      fc.property(arbitraryTrace({ ...everyFeature, limits: true }), ({ ledger, request }) => {
        const answer = traceForward(ledger, { ...request, method: "fifo" });
        const limits = "results" in answer ? [] : answer.limits_hit.map((row) => row.limit);
        fc.pre(limits.includes("hops_max") || limits.includes("dust_atoms"));
        expect("results" in answer ? [] : notesOf(answer)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("both refuse what has no meaning", () => {
  const ledger = ledgerOf([
    { from: "A", to: "B", atoms: 1n },
    { from: "B", to: "C", atoms: 1n },
  ]);
  const requests: readonly (readonly [string, Partial<TraceRequest>])[] = [
    ["an unknown transfer", { claims: [transferClaim("V", "t9")] }],
    ["one transfer in two claims", { claims: [transferClaim("V", "t1"), transferClaim("W", "t1")] }],
    ["two account seeds on one account", { claims: [accountClaim("V", "A"), accountClaim("W", "A", 5)] }],
    ["an account seed on a named stop", { claims: [accountClaim("V", "A")], stops: [accountNamed("A")] }],
    ["an account seed on a special account", { claims: [accountClaim("V", "fee:eip155:1")] }],
    [
      "an account in stops and in open",
      { stops: [accountNamed("A")], open: [accountNamed("A")], claims: [transferClaim("V", "t1")] },
    ],
    ["an unknown target", { target: { transfer: "t9" } }],
  ];

  test.each(requests)("%s", (_what, parts) => {
    const request = requestOf(parts);
    expect(() => trace(ledger, request), "engine").toThrow(/REQUEST_INVALID/);
    expect(() => naiveTrace(ledger, request), "naive").toThrow(/REQUEST_INVALID/);
  });
});
