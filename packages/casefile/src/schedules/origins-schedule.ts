import type { OriginRow } from "@tributary/trace";
import type { CaseView } from "./case-view.ts";
import { type Schedule, tabulate } from "./schedule.ts";

interface RuledOrigin {
  readonly request: string;
  readonly rule: string;
  readonly doSumsClose: boolean;
  readonly origin: OriginRow;
}

/** Backward requests: from where the value of the target came. */
export function originsSchedule(view: CaseView): Schedule {
  const rows = view.answers.flatMap((answer) =>
    answer.backward.flatMap((result) =>
      result.origins.map(
        (origin): RuledOrigin => ({ request: answer.id, rule: result.method, doSumsClose: result.sums_close, origin }),
      ),
    ),
  );
  const head = { chapter: "I", name: "schedule-I-origins", title: "Origins of a target, backward" };
  return tabulate<RuledOrigin>(
    head,
    [
      { name: "request", meaning: "request of the case", cell: (row) => row.request },
      { name: "rule", meaning: "tracing rule", cell: (row) => row.rule },
      {
        name: "transfer",
        meaning: "origin transfer; empty for an opening",
        cell: ({ origin }) => ("transfer" in origin ? origin.transfer : null),
      },
      {
        name: "opening",
        meaning: "what an opening rests on",
        cell: ({ origin }) => ("opening" in origin ? origin.opening : null),
      },
      { name: "account", meaning: "payer of the origin, or holder of the opening", cell: ({ origin }) => origin.account },
      { name: "address", meaning: "of an outpoint, the address that can spend it", cell: ({ origin }) => origin.address ?? null },
      { name: "asset", meaning: "asset", cell: ({ origin }) => origin.asset },
      { name: "atoms", meaning: "what a forward trace of this origin brings to the target", cell: ({ origin }) => origin.atoms },
      { name: "sums_close", meaning: "whether the origins sum to the target", cell: (row) => (row.doSumsClose ? "yes" : "no") },
    ],
    rows,
  );
}
