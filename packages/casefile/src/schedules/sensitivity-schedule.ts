import type { ReportColumnRow } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import { type CaseView, joinKey } from "./case-view.ts";
import { listPlaces, type Place } from "./positions-schedule.ts";
import { leastOf, mostOf, ruleColumns } from "./rule-sums.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/** A holding under every rule, beside the columns that no rule produces. */
export interface Sensitivity extends Place {
  readonly columns: ReportColumnRow | undefined;
}

/** What is held now, rule beside rule, with the columns that some courts and treaties ask for. */
export function sensitivitySchedule(view: CaseView): Schedule {
  const head = { chapter: "F", name: "schedule-F-sensitivity", title: "Sensitivity: held value, rule beside rule" };
  return tabulate(head, columns, view.answers.flatMap(listSensitivity));
}

export function listSensitivity(answer: AnsweredRequest): Sensitivity[] {
  const known = new Map(answer.columns.map((row) => [joinKey(row.account, row.asset), row]));
  return listPlaces(answer)
    .filter((place) => place.status === "held")
    .map((place) => ({ ...place, columns: known.get(joinKey(place.account, place.asset)) }));
}

const columns: readonly CellColumn<Sensitivity>[] = [
  { name: "request", meaning: "request of the case", cell: (row) => row.request },
  { name: "account", meaning: "account", cell: (row) => row.account },
  { name: "address", meaning: "of an outpoint, the address that can spend it", cell: (row) => row.address },
  { name: "asset", meaning: "asset of the amounts in this row", cell: (row) => row.asset },
  ...ruleColumns<Sensitivity>((row) => row.sums),
  { name: "spread_atoms", meaning: "most less least", cell: (row) => (mostOf(row.sums) - leastOf(row.sums)).toString() },
  {
    name: "expost_atoms",
    meaning: "the pool under libr, shared by total contributions (pari passu ex post facto)",
    cell: (row) => row.columns?.expost ?? null,
  },
  { name: "strict_atoms", meaning: "0 once mixed with other money", cell: (row) => row.columns?.strict ?? null },
  {
    name: "assessed_atoms",
    meaning: "the lesser of the balance and the value of the proceeds mixed into it (UNTOC 12(4))",
    cell: (row) => row.columns?.assessed ?? null,
  },
];
