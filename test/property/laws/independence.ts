import { arbitraryTrace, type TraceCase, type TraceFeatures } from "@tributary/testkit";
import type { TraceResult } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import { amountRules, type Implementation, namedBy } from "./implementation.ts";

const features: TraceFeatures = {
  accountSeeds: true,
  stops: true,
  tags: true,
  until: true,
  balances: true,
  outpoints: true,
  claimCountMax: 3,
  transferCountMax: 10,
};

/**
 * Law 6: a claim that takes nothing from another's seeds does not change that other's amounts: under `fifo` and `lifo`
 * always, under the other rules where their money never shares an account.
 */
export function independence(implementation: Implementation, part: "fifo-lifo" | "apart"): fc.IProperty<unknown> {
  const cases = arbitraryTrace(features).filter(({ request }) => request.claims.length > 1);
  return fc.property(cases, fc.nat({ max: 2 }), (traced, place) => {
    const rules = part === "fifo-lifo" ? (["fifo", "lifo"] as const) : amountRules;
    const claim = traced.request.claims[place % traced.request.claims.length];
    let comparedCount = 0;
    for (const rule of rules) {
      const together = implementation.forward(traced.ledger, traced.request, rule);
      const mayDiffer =
        takesFromSeeds(traced, together, claim) || (part === "apart" && sharesAccount(traced, together, claim?.id));
      if (claim === undefined || mayDiffer) continue;
      const alone = implementation.forward(traced.ledger, { ...traced.request, claims: [claim] }, rule);
      expect(amountsOf(together, claim.id), rule).toEqual(amountsOf(alone, claim.id));
      comparedCount += 1;
    }
    fc.pre(comparedCount > 0);
  });
}

type ClaimOf = TraceCase["request"]["claims"][number] | undefined;

/** Did another claim's money arrive where this claim's seeds are? */
function takesFromSeeds({ ledger }: TraceCase, result: TraceResult, claim: ClaimOf): boolean {
  if (claim === undefined) return true;
  return result.flows.some((flow) => {
    if (flow.claim === claim.id) return false;
    const transfer = ledger.transfers.find((row) => row.name === flow.transfer);
    if (transfer === undefined) return false;
    return "account" in claim ? namedBy(ledger, claim.account).includes(transfer.to) : claim.transfers.includes(flow.transfer);
  });
}

function sharesAccount({ ledger }: TraceCase, result: TraceResult, claim: string | undefined): boolean {
  const accountsOf = (isOwn: boolean): Set<string> => {
    const flows = result.flows.filter((row) => (row.claim === claim) === isOwn).map((row) => row.transfer);
    const ends = ledger.transfers.filter((row) => flows.includes(row.name)).flatMap((row) => [row.from, row.to]);
    return new Set([...ends, ...result.positions.filter((row) => (row.claim === claim) === isOwn).map((row) => row.account)]);
  };
  const others = accountsOf(false);
  return [...accountsOf(true)].some((account) => others.has(account));
}

/** Hops are numbers of accounts over all claims, not amounts. */
function amountsOf(result: TraceResult, claim: string): object {
  return {
    seeded: result.claims.filter((row) => row.claim === claim),
    positions: result.positions.filter((row) => row.claim === claim).map(({ hops: _, ...row }) => row),
    flows: result.flows.filter((row) => row.claim === claim),
  };
}
