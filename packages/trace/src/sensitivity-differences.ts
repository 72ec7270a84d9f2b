import type { DifferenceRow } from "./sensitivity-document.ts";
import { type Figure, type FigureSum, sumFigures } from "./sensitivity-figures.ts";
import { nameRun, type Run } from "./sensitivity-run.ts";
import { compareBigints } from "./sensitivity-spread.ts";

/** How a run differs from the base run, account by account. */
interface Differences {
  readonly changed: number;
  readonly largest: readonly DifferenceRow[];
}

/** Takes the base run first, then the others. */
export interface DifferencesFold {
  readonly add: (run: Run, figures: readonly Figure[]) => void;
  readonly of: (run: Run) => Differences;
}

const largestShown = 5;
const none: Differences = { changed: 0, largest: [] };

export function createDifferences(order: (a: Figure, b: Figure) => number): DifferencesFold {
  const byRun = new Map<string, Differences>();
  let base: ReadonlyMap<string, FigureSum> | undefined;
  return {
    add: (run, figures) => {
      const sums = sumFigures(figures, "holdings");
      base ??= sums;
      byRun.set(nameRun(run), compareSums(base, sums, order));
    },
    of: (run) => byRun.get(nameRun(run)) ?? none,
  };
}

interface Difference {
  readonly figure: Figure;
  readonly before: bigint;
  readonly after: bigint;
  readonly size: bigint;
}

function compareSums(
  base: ReadonlyMap<string, FigureSum>,
  sums: ReadonlyMap<string, FigureSum>,
  order: (a: Figure, b: Figure) => number,
): Differences {
  const found: Difference[] = [];
  const compare = (figure: Figure, before: bigint, after: bigint): void => {
    if (before !== after) found.push({ figure, before, after, size: before < after ? after - before : before - after });
  };
  for (const [key, { figure, atoms }] of sums) compare(figure, base.get(key)?.atoms ?? 0n, atoms);
  for (const [key, { figure, atoms }] of base) if (!sums.has(key)) compare(figure, atoms, 0n);
  found.sort((a, b) => compareBigints(b.size, a.size) || order(a.figure, b.figure));
  return { changed: found.length, largest: found.slice(0, largestShown).flatMap(writeDifference) };
}

function writeDifference({ figure, before, after }: Difference): DifferenceRow[] {
  const { holder, asset, step } = figure;
  if (holder === undefined) return [];
  const amounts = { base_atoms: before.toString(), atoms: after.toString(), difference: (after - before).toString() };
  return [{ ...holder, asset, step, ...amounts }];
}
