import { canonicalJson, instantMin, isSpecialAccount } from "@tributary/domain";
import type { KnownBalance } from "@tributary/ledger";
import { arbitraryTrace, arbitraryUtxoTrace, everyFeature, type TraceCase } from "@tributary/testkit";
import {
  answerRuns,
  type BackwardResult,
  intervals,
  listRuns,
  nameRun,
  requestOfRun,
  type Sensitivity,
  sensitivity,
  type TraceRequest,
  type TraceResult,
  trace,
} from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { amountRules, namedBy } from "./laws/implementation.ts";

const forward = arbitraryTrace(everyFeature);
const backward = arbitraryTrace({ ...everyFeature, isBackward: true });
const onUtxo = arbitraryUtxoTrace(everyFeature);

type Result = TraceResult | BackwardResult;

function answer(ledger: TraceCase["ledger"], request: TraceRequest): Result {
  const document = trace(ledger, request);
  if ("results" in document) throw new Error("one rule was asked for");
  return document;
}

/** By asset and step, over all claims: as the rows of a result say, and by no other way. */
function totalsOf(result: Result): Record<string, string> {
  const sums = new Map<string, bigint>();
  const add = (asset: string, step: string, atoms: string): void => {
    const key = `${asset} ${step}`;
    sums.set(key, (sums.get(key) ?? 0n) + BigInt(atoms));
  };
  if ("origins" in result) for (const row of result.origins) add(row.asset, "origin", row.atoms);
  else {
    for (const row of result.claims) add(row.asset, "seeded", row.seeded_atoms);
    for (const row of result.positions) add(row.asset, row.status, row.atoms);
    const out = new Map(result.conversions.map((row) => [`${row.conversion} ${row.claim}`, row]));
    for (const row of out.values()) add(row.asset_out, "converted_out", row.atoms_out);
    for (const row of result.conversions) add(row.asset_in, "converted_in", row.atoms_in);
  }
  return Object.fromEntries([...sums].filter(([, atoms]) => atoms > 0n).map(([key, atoms]) => [key, atoms.toString()]));
}

function columnOf({ totals }: Sensitivity, place: number): Record<string, string> {
  return Object.fromEntries(
    totals.map((row) => [`${row.asset} ${row.step}`, row.atoms[place] ?? "0"] as const).filter(([, atoms]) => atoms !== "0"),
  );
}

describe("sharing changes nothing: each run's whole result is that of its own trace, bit for bit", () => {
  test.each([
    ["forward", forward, 500],
    ["backward", backward, 100],
    ["on the ledger of a UTXO chain", onUtxo, 100],
  ] as const)("%s", (_way, cases, numRuns) => {
    fc.assert(
      fc.property(cases, ({ ledger, request }) => {
        const runs = listRuns(request, {});
        const found = new Map([...answerRuns(ledger, request, runs)].map(({ run, whole }) => [nameRun(run), whole()]));
        expect(found.size).toBe(runs.length);
        for (const run of runs) {
          expect(canonicalJson(found.get(nameRun(run)))).toBe(canonicalJson(answer(ledger, requestOfRun(run, request))));
        }
      }),
      { numRuns },
    );
  });
});

describe.each([
  ["forward", forward],
  ["backward", backward],
] as const)("the document, %s", (_way, cases) => {
  test("has for every run the totals of its own trace, and the base run's is the answer to the request", () => {
    fc.assert(
      fc.property(cases, ({ ledger, request }) => {
        const document = sensitivity(ledger, request);
        const runs = listRuns(request, {}).filter((run) => run.rule !== "poison");
        expect(document.runs.map((row) => row.run)).toEqual(runs.map(nameRun));
        for (const [place, run] of runs.entries()) {
          expect(columnOf(document, place)).toEqual(totalsOf(answer(ledger, requestOfRun(run, request))));
        }
        const method = request.method === "poison" || request.method === "all" ? "fifo" : request.method;
        const base = document.runs.findIndex((row) => row.run === document.base);
        expect(columnOf(document, base)).toEqual(totalsOf(answer(ledger, { ...request, method })));
        expect(document.runs[base]).toMatchObject({ accounts_changed: 0, differences: [] });
      }),
      { numRuns: 40 },
    );
  });
});

/** Openings, orders: whatever of them the interval is said to be over. */
function variants({ sameTime, openings }: TraceRequest, hasBalances: boolean): Partial<TraceRequest>[] {
  const modes = hasBalances ? [] : (["inferred", "late", "unbounded"] as const);
  const orders = (["recorded", "credits-first", "debits-first"] as const).map((order) => ({ sameTime: order, openings }));
  return [...orders, ...modes.map((mode) => ({ openings: mode, sameTime }))];
}

test("an interval contains the figures of every run that it is over", () => {
  fc.assert(
    fc.property(forward, fc.constantFrom(...amountRules), ({ ledger, request: asked }, method) => {
      const request = { ...asked, method };
      const found = intervals(ledger, request, { rowsMax: 100_000, driversMax: 0 });
      const isListed = typeof request.openings !== "string";
      const hasBalances = isListed || ledger.balances.length > 0 || ledger.outpoints.length > 0;
      for (const change of variants(request, hasBalances)) {
        const totals = totalsOf(answer(ledger, { ...request, ...change }));
        const rows = new Map(found.totals.map((row) => [`${row.asset} ${row.step}`, row]));
        for (const key of new Set([...Object.keys(totals), ...rows.keys()])) {
          const atoms = BigInt(totals[key] ?? "0");
          const row = rows.get(key);
          expect(row, key).toBeDefined();
          expect(BigInt(row?.least_atoms ?? "-1")).toBeLessThanOrEqual(atoms);
          expect(BigInt(row?.most_atoms ?? "-1")).toBeGreaterThanOrEqual(atoms);
        }
        const result = answer(ledger, { ...request, ...change });
        for (const position of "positions" in result ? result.positions : []) {
          const { account, asset, claim, status: step, atoms } = position;
          const row = found.positions.find(
            (other) => other.account === account && other.asset === asset && other.claim === claim && other.step === step,
          );
          expect(BigInt(row?.least_atoms ?? "-1")).toBeLessThanOrEqual(BigInt(atoms));
          expect(BigInt(row?.most_atoms ?? "-1")).toBeGreaterThanOrEqual(BigInt(atoms));
        }
      }
    }),
    { numRuns: 500 },
  );
});

/** What each holding pays in all, as a balance from before the first transfer. */
function statePayments({ transfers }: TraceCase["ledger"], until: TraceRequest["until"]): KnownBalance[] {
  const paid = new Map<string, KnownBalance>();
  for (const { from: account, to, asset, atoms, occurredAt } of transfers) {
    if (isSpecialAccount(account) || account === to || atoms === 0n || (until !== null && occurredAt > until)) continue;
    const key = `${account} ${asset}`;
    const sum = (paid.get(key)?.atoms ?? 0n) + atoms;
    paid.set(key, { account, asset, time: instantMin, atoms: sum as KnownBalance["atoms"] });
  }
  return [...paid.values()];
}

test("an unbounded opening where nothing is known is the trace in which all payments stand as a balance before", () => {
  const unknown = arbitraryTrace({ ...everyFeature, balances: false, conversions: false, outpoints: false });
  fc.assert(
    fc.property(unknown, fc.constantFrom(...amountRules), ({ ledger, request: asked }, rule) => {
      const request = { ...asked, method: rule, openings: "inferred" as const };
      const { sameTime, includeInferred } = request;
      const run = { rule, openings: "unbounded where unknown" as const, sameTime, includeInferred };
      const [found] = [...answerRuns(ledger, request, [run])].map(({ whole }) => whole());
      const stated = answer(ledger, { ...request, openings: statePayments(ledger, request.until) });
      const rowsOf = (result: Result | undefined): unknown[] =>
        result !== undefined && "positions" in result ? [result.claims, result.positions, result.flows, result.limits_hit] : [];
      expect(rowsOf(found)).toEqual(rowsOf(stated));
      expect(rowsOf(found)).toHaveLength(4);
    }),
    { numRuns: 500 },
  );
});

test("where every holding's opening is known and times differ, every interval is a point", () => {
  fc.assert(
    fc.property(forward, fc.constantFrom(...amountRules), ({ ledger, request: asked }, method) => {
      const transfers = ledger.transfers.map((row, index) => ({ ...row, occurredAt: row.occurredAt, sequence: BigInt(index) }));
      const times = new Set(transfers.map((row) => row.occurredAt));
      const named = [...new Set(transfers.flatMap((row) => [row.from, row.to]))].flatMap((account) => namedBy(ledger, account));
      const assets = [...new Set(transfers.map((row) => row.asset))];
      const first = transfers.map((row) => row.occurredAt).sort((a, b) => (a < b ? -1 : 1))[0];
      fc.pre(times.size === transfers.length && first !== undefined && ledger.outpoints.length === 0);
      if (first === undefined) return;
      const most = transfers.reduce((sum, row) => sum + row.atoms, 0n);
      fc.pre(most < 2n ** 128n);
      const balances = [...new Set(named)].flatMap((account) =>
        assets.map((asset) => ({ account, asset, time: first, atoms: most as (typeof transfers)[number]["atoms"] })),
      );
      const request = { ...asked, method, openings: "inferred" as const, until: null };
      for (const row of intervals({ ...ledger, transfers, balances }, request).positions) {
        expect(row.most_atoms).toBe(row.least_atoms);
      }
    }),
    { numRuns: 200 },
  );
});

test("the same bytes for shuffled rows", () => {
  fc.assert(
    fc.property(
      forward.chain((made) =>
        fc.tuple(
          fc.constant(made),
          fc.shuffledSubarray([...made.ledger.transfers], { minLength: made.ledger.transfers.length }),
          fc.shuffledSubarray([...made.ledger.conversions], { minLength: made.ledger.conversions.length }),
        ),
      ),
      ([{ ledger, request }, transfers, conversions]) => {
        const shuffled = sensitivity({ ...ledger, transfers, conversions }, request);
        expect(canonicalJson(shuffled)).toBe(canonicalJson(sensitivity(ledger, request)));
      },
    ),
    { numRuns: 50 },
  );
});
