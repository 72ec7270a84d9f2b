import { createMemory, type Reach } from "@tributary/kernel";
import { indexOutpoints, isMovement, type TraceLedger } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, crowdLedger, everyFeature, naiveTrace, snapshotOf } from "@tributary/testkit";
import { openSnapshotView, type SnapshotView, type TraceRequest, trace, traceSnapshot } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const numRuns = 2000;
const memory = createMemory();

/** What a snapshot answers by itself: equal times as recorded, no balance that never moves or that an address shares with its outpoints. */
function simple(ledger: TraceLedger, request: TraceRequest): { readonly ledger: TraceLedger; readonly request: TraceRequest } {
  const moving = new Set(
    ledger.transfers.filter(isMovement).flatMap(({ from, to, asset }) => [`${from} ${asset}`, `${to} ${asset}`]),
  );
  const addresses = new Set<string>(ledger.outpoints.map(({ address }) => address));
  const isMoving = ({ account, asset }: { readonly account: string; readonly asset: string }): boolean =>
    moving.has(`${account} ${asset}`) && !addresses.has(account);
  const { openings } = request;
  return {
    ledger: { ...ledger, balances: ledger.balances.filter(isMoving) },
    request: { ...request, sameTime: "recorded", openings: typeof openings === "string" ? openings : openings.filter(isMoving) },
  };
}

/** Where a share of the ledger is beyond it, rules run over the whole: none is beyond 1. */
function withShare(view: SnapshotView, wholeShare: number): SnapshotView {
  const part: Reach["part"] = (question, control) => view.reach.part({ ...question, wholeShare }, control);
  return { ...view, reach: { ...view.reach, part } };
}

interface Asked {
  readonly segments: number;
  readonly wholeShare: number;
}

const arbitraryAsked: fc.Arbitrary<Asked> = fc.record({
  segments: fc.integer({ min: 1, max: 4 }),
  wholeShare: fc.constantFrom(0, 1),
});

function ask(ledger: TraceLedger, request: TraceRequest, { segments, wholeShare }: Asked): unknown {
  const view = withShare(openSnapshotView(snapshotOf(ledger, { segments, memory })), wholeShare);
  const outpoints = indexOutpoints(ledger.outpoints);
  const named = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const { tags, balances, coverage } = ledger;
  return traceSnapshot(view, { request, named, tags, balances, outpoints, control: {} }).write({ coverage, outpoints });
}

describe("a snapshot gives the same result as the ledger", () => {
  test("of accounts", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), arbitraryAsked, (made, asked) => {
        const { ledger, request } = simple(made.ledger, { ...made.request, method: "all" });
        expect(ask(ledger, request, asked)).toEqual(trace(ledger, request));
      }),
      { numRuns },
    );
  });

  test("of transactions whose in legs stand before their out legs", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), arbitraryAsked, (made, asked) => {
        const { ledger, request } = simple(crowdLedger(made.ledger), { ...made.request, method: "all" });
        const answer = trace(ledger, request);
        expect(ask(ledger, request, asked)).toEqual(answer);
        expect(answer).toEqual(naiveTrace(ledger, request));
      }),
      { numRuns },
    );
  });

  test("of outpoints", () => {
    fc.assert(
      fc.property(arbitraryUtxoTrace(everyFeature), arbitraryAsked, (made, asked) => {
        const { ledger, request } = simple(
          { ...made.ledger, balances: [] },
          { ...made.request, method: "all", openings: "inferred" },
        );
        expect(ask(ledger, request, asked)).toEqual(trace(ledger, request));
      }),
      { numRuns: 500 },
    );
  });
});
