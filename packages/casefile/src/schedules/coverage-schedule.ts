import { type Coverage, formatCoveredAssets, formatInstant } from "@tributary/domain";
import type { CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

/**
 * What was read completely, and up to which block: a gap is what none of these rows covers. Where every row is of all assets nothing is said of them, as in
 * cases sealed before a source could have read some alone.
 */
export function coverageSchedule({ contents }: CaseView): Schedule {
  const head = { chapter: "G", name: "schedule-G-coverage", title: "Records read completely" };
  const { coverage } = contents.ledger;
  const ofAssets = coverage.every(({ assets }) => assets.kind === "all") ? [] : [assetsColumn];
  return tabulate(head, [...intervalColumns, ...ofAssets, finalityColumn], coverage);
}

const intervalColumns: readonly CellColumn<Coverage>[] = [
  { name: "source", meaning: "source that states it", cell: (row) => row.source },
  { name: "scope", meaning: "an account, or a whole chain where it ends with *", cell: (row) => row.scope },
  { name: "from", meaning: "start of the interval, UTC", cell: (row) => formatInstant(row.from) },
  { name: "to", meaning: "end of the interval, UTC", cell: (row) => formatInstant(row.to) },
];

const assetsColumn: CellColumn<Coverage> = {
  name: "assets",
  meaning:
    "of which assets every movement was read: all, only the ones named, or all without the ones named (a chain's own asset where transfers inside contract calls were not read); * stands for all that begin so",
  cell: (row) => formatCoveredAssets(row.assets),
};

const finalityColumn: CellColumn<Coverage> = {
  name: "finality",
  meaning: "how final the data was, with the hash of the last block, in the source's words",
  cell: (row) => row.finality,
};
