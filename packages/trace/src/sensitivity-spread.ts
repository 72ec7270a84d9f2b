import { compareBytewise } from "@tributary/domain";
import { type Figure, type FigureSum, figureSteps } from "./sensitivity-figures.ts";

/** The least and the most that one amount came to over some runs, and the runs that gave them: the first of several. */
export interface Spread {
  readonly key: string;
  readonly figure: Figure;
  readonly least: bigint;
  readonly leastRun: string;
  readonly most: bigint;
  readonly mostRun: string;
  /** Under the run that was added first. */
  readonly base: bigint;
}

interface GrowingSpread {
  readonly key: string;
  readonly figure: Figure;
  least: bigint;
  leastRun: string;
  most: bigint;
  mostRun: string;
  readonly base: bigint;
  /** The last run that had it, by its place. */
  seen: number;
}

/** Takes one run after another. An amount that a run does not have is 0 there. */
export interface SpreadFold {
  readonly add: (run: string, sums: ReadonlyMap<string, FigureSum>) => void;
  readonly spreads: () => ReadonlyMap<string, Spread>;
}

export function createSpreadFold(): SpreadFold {
  const runs: string[] = [];
  const growing = new Map<string, GrowingSpread>();
  return {
    add: (run, sums) => {
      const place = runs.push(run) - 1;
      for (const [key, { figure, atoms }] of sums) {
        const spread = growing.get(key) ?? startSpread({ key, figure }, { atoms, run, place, first: runs[0] ?? run });
        growing.set(key, spread);
        closeGap(spread, runs, place);
        widen(spread, atoms, run);
        spread.seen = place;
      }
    },
    spreads: () => {
      for (const spread of growing.values()) closeGap(spread, runs, runs.length);
      return growing;
    },
  };
}

interface SpreadStart {
  readonly atoms: bigint;
  readonly run: string;
  readonly place: number;
  readonly first: string;
}

function startSpread(what: Pick<Spread, "key" | "figure">, { atoms, run, place, first }: SpreadStart): GrowingSpread {
  if (place === 0) return { ...what, least: atoms, leastRun: run, most: atoms, mostRun: run, base: atoms, seen: 0 };
  return { ...what, least: 0n, leastRun: first, most: 0n, mostRun: first, base: 0n, seen: place - 1 };
}

/** The runs since the last one that had the amount gave 0. */
function closeGap(spread: GrowingSpread, runs: readonly string[], place: number): void {
  const missed = spread.seen + 1;
  const run = runs[missed];
  if (missed < place && run !== undefined) widen(spread, 0n, run);
  spread.seen = Math.max(spread.seen, place - 1);
}

function widen(spread: GrowingSpread, atoms: bigint, run: string): void {
  if (atoms < spread.least) {
    spread.least = atoms;
    spread.leastRun = run;
  }
  if (atoms > spread.most) {
    spread.most = atoms;
    spread.mostRun = run;
  }
}

/** Orders figures by account and asset bytewise, the claims as the request has them, then the step. */
export function createFigureOrder(claims: readonly { readonly id: string }[]): (a: Figure, b: Figure) => number {
  const places = new Map(claims.map((claim, place) => [claim.id, place]));
  const placeOf = ({ claim }: Figure): number => places.get(claim) ?? claims.length;
  return (a, b) =>
    compareBytewise(a.holder?.account ?? "", b.holder?.account ?? "") ||
    compareBytewise(a.asset, b.asset) ||
    placeOf(a) - placeOf(b) ||
    compareBytewise(a.claim, b.claim) ||
    figureSteps.indexOf(a.step) - figureSteps.indexOf(b.step);
}

/** A list cut to its limit, and how many rows were left out. */
export interface CutRows<Row> {
  readonly rows: readonly Row[];
  readonly omitted: number;
}

export function cutRows<Row>(rows: readonly Row[], rowsMax: number): CutRows<Row> {
  return { rows: rows.slice(0, rowsMax), omitted: Math.max(0, rows.length - rowsMax) };
}

/** The spreads that differ most, the greatest first, then those that do not differ; cut, and put back into the order of their figures. */
export function chooseSpreads(
  spreads: ReadonlyMap<string, Spread>,
  { order, rowsMax }: { readonly order: (a: Figure, b: Figure) => number; readonly rowsMax: number },
): CutRows<Spread> {
  const width = ({ least, most }: Spread): bigint => most - least;
  const sorted = [...spreads.values()].filter(({ most }) => most > 0n);
  sorted.sort((a, b) => compareBigints(width(b), width(a)) || order(a.figure, b.figure));
  const { rows, omitted } = cutRows(sorted, rowsMax);
  return { rows: [...rows].sort((a, b) => order(a.figure, b.figure)), omitted };
}

export function compareBigints(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
