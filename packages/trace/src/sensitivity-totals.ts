import type { RangeColumns, SensitivityTotalRow } from "./sensitivity-document.ts";
import { type Figure, type FigureSum, sumFigures } from "./sensitivity-figures.ts";
import { nameRun, type Run } from "./sensitivity-run.ts";
import { type CutRows, cutRows } from "./sensitivity-spread.ts";

/** The totals of all runs, by asset and step, each run in its place. */
export interface TotalsFold {
  readonly add: (run: Run, figures: readonly Figure[]) => void;
  readonly write: (order: (a: Figure, b: Figure) => number, rowsMax: number) => CutRows<SensitivityTotalRow>;
}

interface Total {
  readonly figure: Figure;
  readonly atoms: bigint[];
}

export function createTotals(runs: readonly Run[], base: Run): TotalsFold {
  const placeOf = new Map(runs.map((run, place) => [nameRun(run), place]));
  const totals = new Map<string, Total>();
  return {
    add: (run, figures) => {
      const place = placeOf.get(nameRun(run));
      if (place === undefined) return;
      for (const [key, sum] of sumFigures(figures, "totals")) {
        const total = totals.get(key) ?? startTotal(sum, runs.length);
        total.atoms[place] = sum.atoms;
        totals.set(key, total);
      }
    },
    write: (order, rowsMax) => {
      const sorted = [...totals.values()].sort((a, b) => order(a.figure, b.figure));
      const { rows, omitted } = cutRows(sorted, rowsMax);
      return { rows: rows.map((total) => writeTotal(total, runs, base)), omitted };
    },
  };
}

function startTotal({ figure }: FigureSum, runCount: number): Total {
  return { figure, atoms: new Array<bigint>(runCount).fill(0n) };
}

type Switch = "method" | "openings" | "same_time" | "include_inferred";

function writeTotal({ figure, atoms }: Total, runs: readonly Run[], base: Run): SensitivityTotalRow {
  const all = rangeOf(atoms, runs, () => true);
  const alone = (name: Switch): RangeColumns => {
    const { least, most } = rangeOf(atoms, runs, (run) => differsOnlyIn(run, base, name));
    return { least_atoms: least.toString(), most_atoms: most.toString() };
  };
  return {
    asset: figure.asset,
    step: figure.step,
    base_atoms: rangeOf(atoms, runs, (run) => nameRun(run) === nameRun(base)).least.toString(),
    least_atoms: all.least.toString(),
    most_atoms: all.most.toString(),
    least_run: all.leastRun,
    most_run: all.mostRun,
    alone: {
      method: alone("method"),
      openings: alone("openings"),
      same_time: alone("same_time"),
      include_inferred: alone("include_inferred"),
    },
    atoms: atoms.map(String),
  };
}

function differsOnlyIn(run: Run, base: Run, name: Switch): boolean {
  return (
    (name === "method" || run.rule === base.rule) &&
    (name === "openings" || run.openings === base.openings) &&
    (name === "same_time" || run.sameTime === base.sameTime) &&
    (name === "include_inferred" || run.includeInferred === base.includeInferred)
  );
}

interface Range {
  readonly least: bigint;
  readonly most: bigint;
  readonly leastRun: string;
  readonly mostRun: string;
}

/** Of the runs that are asked for; the first of several. */
function rangeOf(atoms: readonly bigint[], runs: readonly Run[], isAsked: (run: Run) => boolean): Range {
  const asked = runs.flatMap((run, place) => (isAsked(run) ? [{ run: nameRun(run), atoms: atoms[place] ?? 0n }] : []));
  const start = asked[0] ?? { run: "", atoms: 0n };
  const least = asked.reduce((found, other) => (other.atoms < found.atoms ? other : found), start);
  const most = asked.reduce((found, other) => (other.atoms > found.atoms ? other : found), start);
  return { least: least.atoms, leastRun: least.run, most: most.atoms, mostRun: most.run };
}
