import { createMemory } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import { indexOutpoints } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature, snapshotOf } from "@tributary/testkit";
import { openSnapshotView, type TraceRequest, trace, traceSnapshot } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const numRuns = 1500;
const memory = createMemory();

/** What a snapshot answers by itself: equal times as recorded, no conversions, no balance that an address shares with its outpoints. */
function simple(ledger: TraceLedger, request: TraceRequest): { readonly ledger: TraceLedger; readonly request: TraceRequest } {
  const moving = new Set(ledger.transfers.flatMap(({ from, to, asset }) => [`${from} ${asset}`, `${to} ${asset}`]));
  const addresses = new Set<string>(ledger.outpoints.map(({ address }) => address));
  const isMoving = ({ account, asset }: { readonly account: string; readonly asset: string }): boolean =>
    moving.has(`${account} ${asset}`) && !addresses.has(account);
  const { openings } = request;
  return {
    ledger: { ...ledger, conversions: [], balances: ledger.balances.filter(isMoving) },
    request: { ...request, sameTime: "recorded", openings: typeof openings === "string" ? openings : openings.filter(isMoving) },
  };
}

function ask(ledger: TraceLedger, request: TraceRequest, segments: number): unknown {
  const view = openSnapshotView(snapshotOf(ledger, { segments, memory }));
  const outpoints = indexOutpoints(ledger.outpoints);
  const named = new Map(ledger.transfers.map((transfer) => [transfer.name, transfer]));
  const { tags, balances, coverage } = ledger;
  return traceSnapshot(view, { request, named, tags, balances, outpoints, control: {} }).write({ coverage, outpoints });
}

describe("a snapshot gives the same result as the ledger", () => {
  test("of accounts", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), fc.integer({ min: 1, max: 4 }), (made, segments) => {
        const { ledger, request } = simple(made.ledger, { ...made.request, method: "all" });
        expect(ask(ledger, request, segments)).toEqual(trace(ledger, request));
      }),
      { numRuns },
    );
  });

  test("of outpoints", () => {
    fc.assert(
      fc.property(arbitraryUtxoTrace(everyFeature), fc.integer({ min: 1, max: 4 }), (made, segments) => {
        const { ledger, request } = simple(
          { ...made.ledger, balances: [] },
          { ...made.request, method: "all", openings: "inferred" },
        );
        expect(ask(ledger, request, segments)).toEqual(trace(ledger, request));
      }),
      { numRuns: 500 },
    );
  });
});
