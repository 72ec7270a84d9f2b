import { compareTransfers, formatInstant } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import type { AnsweredRequest } from "../answered-request.ts";
import { amountResults, type CaseView } from "./case-view.ts";
import { type RuleSums, ruleColumns, sumByRule } from "./rule-sums.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

interface TracedTransfer {
  readonly request: string;
  readonly transfer: NamedTransfer;
  readonly claims: string;
  readonly sums: RuleSums;
}

/** Every transfer that carried traced value, in ledger order, with what it carried under each rule. */
export function flowsSchedule(view: CaseView): Schedule {
  const head = { chapter: "C", name: "schedule-C-flows", title: "Transfers that carried traced value" };
  return tabulate(
    head,
    columns,
    view.answers.flatMap((answer) => tracedTransfers(view, answer)),
  );
}

const columns: readonly CellColumn<TracedTransfer>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "transfer", meaning: "transfer name", cell: (row) => row.transfer.name },
  { name: "occurred_at", meaning: "UTC", cell: (row) => formatInstant(row.transfer.occurredAt) },
  { name: "from", meaning: "paying account", cell: (row) => row.transfer.from },
  { name: "to", meaning: "receiving account", cell: (row) => row.transfer.to },
  { name: "asset", meaning: "asset of the amounts in this row", cell: (row) => row.transfer.asset },
  { name: "moved_atoms", meaning: "whole amount of the transfer", cell: (row) => row.transfer.atoms.toString() },
  { name: "claims", meaning: "claims whose value it carried under any rule", cell: (row) => row.claims },
  ...ruleColumns<TracedTransfer>((row) => row.sums),
];

function tracedTransfers(view: CaseView, answer: AnsweredRequest): TracedTransfer[] {
  const results = amountResults(answer).map((result) => ({ rule: result.method, rows: result.flows }));
  const claims = new Map<string, Set<string>>();
  for (const row of results.flatMap((result) => result.rows))
    claims.set(row.transfer, (claims.get(row.transfer) ?? new Set()).add(row.claim));
  const order = answer.request.claims.map((claim) => claim.id);
  const sums = sumByRule(
    results,
    (row) => row.transfer,
    (row) => BigInt(row.atoms),
  );
  return sums
    .flatMap((group): TracedTransfer[] => {
      const transfer = view.transfers.get(group.first.transfer);
      if (transfer === undefined) return [];
      const carried = order.filter((id) => claims.get(transfer.name)?.has(id));
      return [{ request: answer.id, transfer, claims: carried.join(" "), sums: group.sums }];
    })
    .sort((a, b) => compareTransfers(a.transfer, b.transfer));
}
