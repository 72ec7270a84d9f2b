import { type PathRow, type ReachedRow, type RuleFlows, type TracingRule, tracingRules } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { type CaseView, joinKey } from "./case-view.ts";
import { type RuleSums, ruleColumns, sumByRule } from "./rule-sums.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/** What of one claim reached one account linked to a compound, under each rule. */
export interface Reach {
  readonly request: string;
  readonly row: ReachedRow;
  readonly sums: RuleSums;
}

interface RuledFlows {
  readonly rule: TracingRule;
  readonly flows: RuleFlows;
}

/** The compound flows of a request under the rules that follow amounts. */
export function amountFlows(answer: AnsweredRequest): RuledFlows[] {
  return tracingRules.flatMap((rule) => {
    const flows = answer.flows?.results[rule];
    return rule === "poison" || flows === undefined ? [] : [{ rule, flows }];
  });
}

export function listReached(answer: AnsweredRequest): Reach[] {
  const results = amountFlows(answer).map(({ rule, flows }) => ({ rule, rows: flows.reached }));
  const key = (row: ReachedRow): string => joinKey(row.compound, row.account, row.asset, row.claim);
  return sumByRule(results, key, (row) => BigInt(row.atoms)).map(({ first, sums }) => ({ request: answer.id, row: first, sums }));
}

/** How much of each claim entered accounts linked to each compound. */
export function reachedSchedule(view: CaseView): Schedule {
  const head = { chapter: "H", name: "schedule-H-compounds", title: "Value that reached accounts linked to compounds" };
  return tabulate(head, reachColumns, view.answers.flatMap(listReached));
}

const reachColumns: readonly CellColumn<Reach>[] = [
  { name: "request", meaning: "request of the case", cell: ({ request }) => request },
  { name: "compound", meaning: "compound by its id", cell: ({ row }) => row.compound },
  { name: "account", meaning: "linked account that received it first", cell: ({ row }) => row.account },
  { name: "address", meaning: "of an outpoint, the linked address that can spend it", cell: ({ row }) => row.address ?? null },
  { name: "asset", meaning: "asset of the amounts in this row", cell: ({ row }) => row.asset },
  { name: "claim", meaning: "pseudonym of the claim", cell: ({ row }) => row.claim },
  ...ruleColumns<Reach>((reach) => reach.sums),
];

interface RuledPath extends PathRow {
  readonly request: string;
  readonly rule: string;
}

/** Over which accounts and transfers it came. */
export function pathsSchedule(view: CaseView): Schedule {
  const head = { chapter: "H", name: "schedule-H-paths", title: "Paths to accounts linked to compounds" };
  const paths = view.answers.flatMap((answer) =>
    amountFlows(answer).flatMap(({ rule, flows }) =>
      flows.paths.map((path): RuledPath => ({ ...path, request: answer.id, rule })),
    ),
  );
  return tabulate(head, pathColumns, paths);
}

const pathColumns: readonly CellColumn<RuledPath>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
  { name: "compound", meaning: "compound by its id", cell: (row) => row.compound },
  { name: "claim", meaning: "pseudonym of the claim", cell: (row) => row.claim },
  { name: "asset", meaning: "asset that arrived", cell: (row) => row.asset },
  { name: "atoms", meaning: "amount that arrived over this path", cell: (row) => row.atoms },
  { name: "start_asset", meaning: "asset that the claim paid", cell: (row) => row.start_asset },
  { name: "start_atoms", meaning: "amount of the claim at the start of this path", cell: (row) => row.start_atoms },
  { name: "accounts", meaning: "accounts in order, separated by spaces", cell: (row) => row.accounts.join(" ") },
  { name: "transfers", meaning: "transfers of the path, by name", cell: (row) => row.transfers.join(" ") },
  { name: "conversions", meaning: "conversions on the path", cell: (row) => row.conversions.join(" ") },
  {
    name: "services",
    meaning: "services on the path: category, label, account",
    cell: (row) => row.services.map(({ category, label, account }) => `${category} "${label}" ${account}`).join("; "),
  },
];
