import { type BackwardResult, notesOf, type TraceResult } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import type { CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/** Something that a result rests on and that could be otherwise. */
export interface Assumption {
  readonly request: string;
  /** Rules under which it was made, in their order. */
  readonly rules: readonly string[];
  readonly kind: "order" | "opening" | "limit" | "coverage gap" | "note";
  readonly account: string | null;
  readonly asset: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly atoms: string | null;
  readonly transfers: readonly string[];
  readonly statement: string;
}

/** Every order, opening, limit and gap that the answers rest on: nothing is assumed in silence. */
export function assumptionsSchedule(view: CaseView): Schedule {
  const head = { chapter: "G", name: "schedule-G-assumptions", title: "Assumptions, limits and gaps" };
  return tabulate(head, columns, view.answers.flatMap(listAssumptions));
}

const columns: readonly CellColumn<Assumption>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "rules", meaning: "rules under which it was made", cell: (row) => row.rules.join(" ") },
  { name: "kind", meaning: "order, opening, limit, coverage gap or note", cell: (row) => row.kind },
  { name: "statement", meaning: "what was assumed, or what was not followed", cell: (row) => row.statement },
  { name: "account", meaning: "account concerned", cell: (row) => row.account },
  { name: "asset", meaning: "asset concerned", cell: (row) => row.asset },
  { name: "from", meaning: "time, or start of the interval, UTC", cell: (row) => row.from },
  { name: "to", meaning: "end of the interval, UTC", cell: (row) => row.to },
  { name: "atoms", meaning: "amount concerned", cell: (row) => row.atoms },
  { name: "transfers", meaning: "transfers concerned, by name", cell: (row) => row.transfers.join(" ") },
];

/** The assumptions of a request, each once, with the rules that share it. */
export function listAssumptions(answer: AnsweredRequest): Assumption[] {
  const merged = new Map<string, Assumption>();
  const results = [...answer.forward, ...answer.backward];
  for (const result of results) {
    for (const assumption of resultAssumptions(answer.id, result)) {
      const key = JSON.stringify({ ...assumption, rules: [] });
      const rules = [...(merged.get(key)?.rules ?? []), result.method];
      merged.set(key, { ...assumption, rules });
    }
  }
  return [...merged.values()];
}

/**
 * How many places of each kind the answers rest on; one place is counted once, whatever its amount under each rule. What concerns exposure
 * alone is left out where amounts are told.
 */
export function countAssumptions(assumptions: readonly Assumption[]): Readonly<Record<Assumption["kind"], number>> {
  const ofAmounts = assumptions.filter((assumption) => assumption.rules.some((rule) => rule !== "poison"));
  const counted = ofAmounts.length > 0 ? ofAmounts : assumptions;
  const count = (kind: Assumption["kind"]): number =>
    new Set(
      counted
        .filter((assumption) => assumption.kind === kind)
        .map(({ account, asset, from, to, statement }) => JSON.stringify([account, asset, from, to, statement])),
    ).size;
  return {
    order: count("order"),
    opening: count("opening"),
    limit: count("limit"),
    "coverage gap": count("coverage gap"),
    note: count("note"),
  };
}

/** The limits of a result in words; one that is not listed is told as the result calls it. */
const limitNames: Readonly<Record<string, string>> = {
  hops_max: "the request's limit of hops (hops_max)",
  accounts_max: "the request's limit of accounts (accounts_max)",
  dust_atoms: "receipts below the request's least amount (dust_atoms)",
  conversion_inferred: "a conversion that is only inferred (conversion_inferred)",
  conversion_incomplete: "a conversion with a leg that is not in the records (conversion_incomplete)",
  conversion_order: "a conversion whose money arrived before it left (conversion_order)",
};

type Assumed = TraceResult | BackwardResult;

function resultAssumptions(request: string, result: Assumed): Assumption[] {
  const isExposure = result.method === "poison";
  const empty = { request, rules: [], account: null, asset: null, from: null, to: null, atoms: null, transfers: [] };
  return [
    ...result.order_assumptions.map(
      ({ account, asset, time, transfers }): Assumption => ({
        ...empty,
        ...{ kind: "order", account, asset, from: time, transfers },
        statement: "The source does not say which of these transfers came first; they were taken in the order listed.",
      }),
    ),
    ...result.opening_assumptions.map(
      ({ account, asset, atoms }): Assumption => ({
        ...empty,
        ...{ kind: "opening", account, asset, atoms },
        statement: "Earlier balance that no record shows, assumed because the account paid more than it is seen to receive.",
      }),
    ),
    ...result.limits_hit.map(
      ({ limit, account, transfers, atoms }): Assumption => ({
        ...empty,
        ...{ kind: "limit", account, transfers, atoms: isExposure ? null : atoms },
        statement: `${isExposure ? "Marks not" : "Not"} followed further: ${limitNames[limit] ?? limit}.`,
      }),
    ),
    ...result.coverage_gaps.map(
      ({ account, from, to, source }): Assumption => ({
        ...empty,
        ...{ kind: "coverage gap", account, from, to },
        statement: `No complete record of this account in this interval (source ${source}): value may have moved unseen.`,
      }),
    ),
    ...notesOf(result).map((statement): Assumption => ({ ...empty, kind: "note", statement })),
  ];
}
