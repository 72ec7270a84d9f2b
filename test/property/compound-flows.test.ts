import { type AccountId, compareTransfers } from "@tributary/domain";
import { orderSameTime, type TraceLedger } from "@tributary/ledger";
import { accountNamed, arbitraryTrace, everyFeature } from "@tributary/testkit";
import {
  type CompoundAccounts,
  compoundFlows,
  type RuleFlows,
  type TraceRequest,
  type TraceResult,
  type TracingRule,
  traceForward,
  tracingRules,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namedBy } from "./laws/implementation.ts";

const numRuns = 1000;
const amountRules = tracingRules.filter((rule) => rule !== "poison");

function compoundOf(compound: string, ...names: readonly string[]): CompoundAccounts {
  const accounts = names.map((name) => ({
    account: accountNamed(name),
    link: `${compound} ${name}`,
    cluster: null,
    confidence: 90,
    evidence: "a list",
  }));
  return { compound, name: compound, country: "MM", accounts };
}

/** Two compounds share an account, and money can go round inside of one of them. */
const compounds = [compoundOf("K1", "B", "C"), compoundOf("K2", "C", "D")];
const accountsOf = (ledger: TraceLedger, compound: string): readonly AccountId[] =>
  compounds.flatMap((row) => (row.compound === compound ? row.accounts.flatMap(({ account }) => namedBy(ledger, account)) : []));

interface Told {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly result: TraceResult;
  readonly told: RuleFlows;
}

function ask(ledger: TraceLedger, request: TraceRequest, rule: TracingRule): Told {
  const ofRule = { ...request, method: rule };
  const result = traceForward(ledger, ofRule);
  const told = compoundFlows(ledger, ofRule, compounds).results[rule];
  if ("results" in result || told === undefined) throw new Error("one rule was asked for");
  return { ledger, request: ofRule, result, told };
}

const sumsOf = (rows: readonly (readonly [string, bigint])[]): Record<string, bigint> => {
  const sums: Record<string, bigint> = {};
  for (const [key, atoms] of rows) if (atoms > 0n) sums[key] = (sums[key] ?? 0n) + atoms;
  return sums;
};

/** What the trace itself says came into each compound from outside: flows, and what account seeds labelled in its accounts. */
function traceInto({ ledger, request, result }: Told): Record<string, bigint> {
  const acting = new Set(result.conversions.map((row) => row.conversion));
  const legs = (side: "outTransfers" | "inTransfers"): Set<string> =>
    new Set(ledger.conversions.flatMap((row) => (acting.has(row.id) ? row[side] : [])));
  const [outLegs, inLegs] = [legs("outTransfers"), legs("inTransfers")];
  const byName = new Map(ledger.transfers.map((row) => [row.name, row]));
  const rows = compounds.flatMap(({ compound }): (readonly [string, bigint])[] => {
    const inside = accountsOf(ledger, compound);
    const brought = result.flows.flatMap((flow): (readonly [string, bigint])[] => {
      const transfer = byName.get(flow.transfer);
      if (transfer === undefined || outLegs.has(transfer.name) || !inside.includes(transfer.to)) return [];
      const isFromOutside = inLegs.has(transfer.name) || !inside.includes(transfer.from);
      return isFromOutside ? [[`${flow.claim} ${compound} ${transfer.asset}`, BigInt(flow.atoms)]] : [];
    });
    const seeded = request.claims.flatMap((claim) =>
      "account" in claim && inside.includes(claim.account)
        ? result.claims
            .filter((row) => row.claim === claim.id)
            .map((row) => [`${claim.id} ${compound} ${row.asset}`, BigInt(row.seeded_atoms)] as const)
        : [],
    );
    return [...brought, ...seeded];
  });
  return sumsOf(rows);
}

/** A result does not say how much of a seed on an address was labelled at those of its outpoints that are linked to a compound. */
function isSeedSplit(ledger: TraceLedger, { claims }: TraceRequest): boolean {
  return claims.some((claim) => {
    const family = "account" in claim ? namedBy(ledger, claim.account) : [];
    return compounds.some(({ compound }) => {
      const inside = family.filter((account) => accountsOf(ledger, compound).includes(account));
      return inside.length > 0 && inside.length < family.length;
    });
  });
}

/** A result does not say whether a conversion acts that only a seed on its in leg fills. */
function isInLegSeeded({ conversions }: TraceLedger, { claims }: TraceRequest): boolean {
  const legs = new Set(conversions.flatMap((row) => row.inTransfers));
  return claims.some((claim) => "transfers" in claim && claim.transfers.some((name) => legs.has(name)));
}

describe.each(amountRules)("what reached a compound, %s", (rule) => {
  test("adds up with the trace's own flows, and no row counts more at first entries than at all", () => {
    fc.assert(
      fc.property(arbitraryTrace(everyFeature), ({ ledger, request }) => {
        fc.pre(!isInLegSeeded(ledger, request) && !isSeedSplit(ledger, request));
        const answer = ask(ledger, request, rule);
        const { reached, paths, paths_omitted } = answer.told;
        const key = (row: { claim: string; compound: string; asset: string }): string =>
          `${row.claim} ${row.compound} ${row.asset}`;
        expect(sumsOf(reached.map((row) => [key(row), BigInt(row.gross_atoms)]))).toEqual(traceInto(answer));
        for (const row of reached) expect(BigInt(row.atoms)).toBeLessThanOrEqual(BigInt(row.gross_atoms));
        const ofPaths = [...paths, ...paths_omitted].map((row): [string, bigint] => [key(row), BigInt(row.atoms)]);
        expect(sumsOf(ofPaths)).toEqual(sumsOf(reached.map((row) => [key(row), BigInt(row.atoms)])));
      }),
      { numRuns },
    );
  });

  test("came over chains of transfers in the order traced, each of which carried as much", () => {
    fc.assert(
      fc.property(arbitraryTrace({ ...everyFeature, conversions: false }), ({ ledger, request }) => {
        const { result, told } = ask(ledger, request, rule);
        const traced = orderSameTime([...ledger.transfers].sort(compareTransfers), request.sameTime);
        const carried = new Map(result.flows.map((row) => [`${row.claim} ${row.transfer}`, BigInt(row.atoms)]));
        for (const path of told.paths) {
          const steps = traced.filter((row) => path.transfers.includes(row.name));
          expect(path.transfers).toHaveLength(steps.length);
          if (request.sameTime === "recorded") expect(path.transfers).toEqual(steps.map((row) => row.name));
          expect(path.start_atoms).toBe(path.atoms);
          const pairs = path.accounts.slice(1).map((account, place) => [path.accounts[place], account]);
          const walked = path.transfers.map((name) => steps.find((row) => row.name === name));
          for (const step of walked) expect(pairs).toContainEqual([step?.from, step?.to]);
          if (walked.length !== pairs.length) continue;
          expect(walked.map((step) => [step?.from, step?.to])).toEqual(pairs);
          for (const name of path.transfers)
            expect(carried.get(`${path.claim} ${name}`) ?? 0n).toBeGreaterThanOrEqual(BigInt(path.atoms));
        }
      }),
      { numRuns },
    );
  });
});

test("what never goes round is counted once: first entries are all entries", () => {
  const onward = arbitraryTrace({ ...everyFeature, conversions: false, limits: false, accountSeeds: false });
  fc.assert(
    fc.property(onward, ({ ledger, request }) => {
      const forward = { ...ledger, transfers: ledger.transfers.filter((row) => row.from < row.to) };
      const names = new Set(forward.transfers.map((row) => row.name));
      const claims = request.claims.flatMap((claim) => {
        const transfers = "transfers" in claim ? claim.transfers.filter((name) => names.has(name)) : [];
        return "transfers" in claim && transfers.length > 0 ? [{ ...claim, transfers }] : [];
      });
      fc.pre(claims.length > 0);
      const apart = compounds.slice(0, 1);
      const answer = compoundFlows(forward, { ...request, claims, method: "fifo" }, apart).results.fifo;
      for (const row of answer?.reached ?? []) expect(row.atoms).toBe(row.gross_atoms);
    }),
    { numRuns: 500 },
  );
});
