import { type Coverage, formatInstant } from "@tributary/domain";
import type { CaseView } from "./case-view.ts";
import { type Schedule, tabulate } from "./schedule.ts";

/** What was read completely, and up to which block: a gap is what none of these rows covers. */
export function coverageSchedule({ contents }: CaseView): Schedule {
  const head = { chapter: "G", name: "schedule-G-coverage", title: "Records read completely" };
  return tabulate<Coverage>(
    head,
    [
      { name: "source", meaning: "source that states it", cell: (row) => row.source },
      { name: "scope", meaning: "an account, or a whole chain where it ends with *", cell: (row) => row.scope },
      { name: "from", meaning: "start of the interval, UTC", cell: (row) => formatInstant(row.from) },
      { name: "to", meaning: "end of the interval, UTC", cell: (row) => formatInstant(row.to) },
      {
        name: "finality",
        meaning: "how final the data was, with the hash of the last block, in the source's words",
        cell: (row) => row.finality,
      },
    ],
    contents.ledger.coverage,
  );
}
