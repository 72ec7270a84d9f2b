import type { PositionRow } from "@tributary/trace";
import type { CaseView } from "./case-view.ts";
import { type Schedule, tabulate } from "./schedule.ts";

interface ExposedPosition extends PositionRow {
  readonly request: string;
}

/** Poison marks: which accounts were touched. Exposure counts the same money again and again and is no amount. */
export function exposureSchedule(view: CaseView): Schedule {
  const rows = view.answers.flatMap((answer) =>
    answer.forward
      .filter((result) => result.method === "poison")
      .flatMap((result) => result.positions.map((row): ExposedPosition => ({ ...row, request: answer.id }))),
  );
  const head = { chapter: "F", name: "schedule-F-exposure", title: "Exposure under poison: not an amount" };
  return tabulate<ExposedPosition>(
    head,
    [
      { name: "request", meaning: "request of the case", cell: (row) => row.request },
      { name: "account", meaning: "account that received marked value", cell: (row) => row.account },
      { name: "asset", meaning: "asset", cell: (row) => row.asset },
      { name: "claim", meaning: "pseudonym of the claim whose mark it is", cell: (row) => row.claim },
      {
        name: "exposure_atoms",
        meaning: "sum of whole marked receipts; never add it to traced amounts",
        cell: (row) => row.atoms,
      },
      { name: "hops", meaning: "hops from a claim", cell: (row) => row.hops.toString() },
    ],
    rows,
  );
}
