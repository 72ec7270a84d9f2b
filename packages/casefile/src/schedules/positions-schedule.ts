import { compareBytewise } from "@tributary/domain";
import type { PositionRow } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { amountResults, type CaseView, joinKey } from "./case-view.ts";
import { type RuleRecords, type RuleSums, ruleColumns, sumByRule } from "./rule-sums.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/** Traced value at one place, over all claims, with the amount under each rule. */
export interface Place {
  readonly request: string;
  readonly account: string;
  /** Of an outpoint, the address that can spend it. */
  readonly address: string | null;
  readonly asset: string;
  readonly status: string;
  readonly reason: string;
  readonly hops: number;
  readonly claims: readonly string[];
  readonly sums: RuleSums;
}

/** Places where traced value sits or was last seen, by account, asset and status bytewise. */
export function listPlaces(answer: AnsweredRequest): Place[] {
  const results = amountResults(answer).map((result) => ({ rule: result.method, rows: result.positions }));
  const order = answer.request.claims.map((claim) => claim.id);
  return sumPlaces(answer.id, order, results);
}

/** Sums positions over claims; `order` is the order of the claims' ids. */
export function sumPlaces(request: string, order: readonly string[], results: readonly RuleRecords<PositionRow>[]): Place[] {
  const key = (row: PositionRow): string => joinKey(row.account, row.asset, row.status);
  const byPlace = new Map<string, PositionRow[]>();
  for (const row of results.flatMap((result) => result.rows)) {
    const here = byPlace.get(key(row));
    if (here === undefined) byPlace.set(key(row), [row]);
    else here.push(row);
  }
  return sumByRule(results, key, (row) => BigInt(row.atoms)).map(({ first, sums }) => {
    const here = byPlace.get(key(first)) ?? [];
    const claims = new Set(here.map((row) => row.claim));
    const reasons = new Set(here.flatMap((row) => row.reason.split("; ")));
    return {
      request,
      account: first.account,
      address: first.address ?? null,
      asset: first.asset,
      status: first.status,
      reason: [...reasons].sort(compareBytewise).join("; "),
      hops: here.reduce((least, row) => Math.min(least, row.hops), first.hops),
      claims: order.filter((id) => claims.has(id)),
      sums,
    };
  });
}

/** One row per place where traced value sits or was last seen. */
export function positionsSchedule(view: CaseView): Schedule {
  const head = { chapter: "E", name: "schedule-E-positions", title: "Traced property: where value sits or was last seen" };
  return tabulate(head, placeColumns, view.answers.flatMap(listPlaces));
}

const placeColumns: readonly CellColumn<Place>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "account", meaning: "account", cell: (row) => row.account },
  { name: "address", meaning: "of an outpoint, the address that can spend it", cell: (row) => row.address },
  { name: "asset", meaning: "asset of the amounts in this row", cell: (row) => row.asset },
  { name: "status", meaning: "held, stopped, limit, dust or destroyed", cell: (row) => row.status },
  { name: "reason", meaning: "why the value stands here", cell: (row) => row.reason },
  { name: "hops", meaning: "least number of hops from a claim", cell: (row) => row.hops.toString() },
  { name: "claims", meaning: "claims with value here under any rule", cell: (row) => row.claims.join(" ") },
  ...ruleColumns<Place>((row) => row.sums),
];

interface ClaimedPosition extends PositionRow {
  readonly request: string;
  readonly rule: string;
}

/** The same positions apart by claim and rule. */
export function positionsByClaimSchedule(view: CaseView): Schedule {
  const rows = view.answers.flatMap((answer) =>
    amountResults(answer).flatMap((result) =>
      result.positions.map((row): ClaimedPosition => ({ ...row, request: answer.id, rule: result.method })),
    ),
  );
  const head = { chapter: "E", name: "schedule-E-positions-by-claim", title: "Traced property by claim and rule" };
  return tabulate<ClaimedPosition>(
    head,
    [
      { name: "request", meaning: "request of the case", cell: (row) => row.request },
      { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
      { name: "account", meaning: "account", cell: (row) => row.account },
      { name: "asset", meaning: "asset", cell: (row) => row.asset },
      { name: "claim", meaning: "pseudonym of the claim", cell: (row) => row.claim },
      { name: "status", meaning: "held, stopped, limit, dust or destroyed", cell: (row) => row.status },
      { name: "atoms", meaning: "amount under the rule", cell: (row) => row.atoms },
      { name: "hops", meaning: "hops from a claim", cell: (row) => row.hops.toString() },
      { name: "reason", meaning: "why the value stands here", cell: (row) => row.reason },
      { name: "address", meaning: "of an outpoint, the address that can spend it", cell: (row) => row.address ?? null },
    ],
    rows,
  );
}
