import type { BackwardResult, HolderColumns, PositionStatus, TraceResult } from "./trace-result.ts";

/** What an amount is of: what a claim began with, where it went, or, backward, where it came from. */
export type FigureStep = "seeded" | PositionStatus | "converted_out" | "converted_in" | "origin";

/** In the order in which rows stand. */
export const figureSteps: readonly FigureStep[] = [
  "seeded",
  "held",
  "stopped",
  "limit",
  "dust",
  "destroyed",
  "exposed",
  "converted_out",
  "converted_in",
  "origin",
];

/** One amount of an answer under a rule that gives amounts. */
export interface Figure {
  /** None for what is of a claim as a whole. */
  readonly holder: HolderColumns | undefined;
  /** The claim; backward the origin: a transfer's name, or `opening`. */
  readonly claim: string;
  readonly asset: string;
  readonly step: FigureStep;
  readonly atoms: bigint;
}

type ForwardRows = Pick<TraceResult, "claims" | "positions" | "conversions">;

/** Every amount of a result, as rows of one shape. */
export function figuresOf(rows: ForwardRows | Pick<BackwardResult, "origins">): Figure[] {
  return "origins" in rows ? originFigures(rows) : forwardFigures(rows);
}

function forwardFigures({ claims, positions, conversions }: ForwardRows): Figure[] {
  return [
    ...claims.map(
      (row): Figure => ({
        holder: undefined,
        claim: row.claim,
        asset: row.asset,
        step: "seeded",
        atoms: BigInt(row.seeded_atoms),
      }),
    ),
    ...positions.map((row): Figure => {
      const { claim, asset, status: step } = row;
      return { holder: holderOf(row), claim, asset, step, atoms: BigInt(row.atoms) };
    }),
    ...conversions.flatMap((row, index): Figure[] => {
      // A conversion into several assets has a row for each, and in each of them the whole of what went out.
      const before = conversions[index - 1];
      const isSame = before?.conversion === row.conversion && before.claim === row.claim;
      const { claim } = row;
      const out = { asset: row.asset_out, step: "converted_out", atoms: BigInt(row.atoms_out) } as const;
      const into = { asset: row.asset_in, step: "converted_in", atoms: BigInt(row.atoms_in) } as const;
      return [...(isSame ? [] : [out]), into].map((part) => ({ holder: undefined, claim, ...part }));
    }),
  ];
}

function originFigures({ origins }: Pick<BackwardResult, "origins">): Figure[] {
  return origins.map((row) => ({
    holder: holderOf(row),
    claim: "transfer" in row ? row.transfer : "opening",
    asset: row.asset,
    step: "origin",
    atoms: BigInt(row.atoms),
  }));
}

function holderOf({ account, address }: HolderColumns): HolderColumns {
  return { account, ...(address === undefined ? {} : { address }) };
}

/** A sum, with a figure that says what it is of. */
export interface FigureSum {
  readonly figure: Figure;
  atoms: bigint;
}

/** How far figures are summed up: over all claims, over a claim's accounts, over a holding's claims, or not at all. */
export type FigureLevel = "totals" | "claims" | "holdings" | "positions";

interface Summing {
  /** Undefined for what has no place at this level. */
  readonly keyOf: (figure: Figure) => string | undefined;
  readonly whatOf: (figure: Figure) => Figure;
}

/** Identifiers hold no line feed; a claim stands where one would do no harm. */
const join = (...parts: readonly string[]): string => parts.join("\n");

const summing: Readonly<Record<FigureLevel, Summing>> = {
  totals: {
    keyOf: ({ asset, step }) => join(asset, step),
    whatOf: (figure) => ({ ...figure, holder: undefined, claim: "" }),
  },
  claims: {
    keyOf: ({ claim, asset, step }) => join(claim, asset, step),
    whatOf: (figure) => ({ ...figure, holder: undefined }),
  },
  holdings: {
    keyOf: ({ holder, asset, step }) => (holder === undefined ? undefined : join(holder.account, asset, step)),
    whatOf: (figure) => ({ ...figure, claim: "" }),
  },
  positions: {
    keyOf: ({ holder, claim, asset, step }) => (holder === undefined ? undefined : join(holder.account, asset, claim, step)),
    whatOf: (figure) => figure,
  },
};

/** The figures of one run summed at a level, in the order met. */
export function sumFigures(figures: readonly Figure[], level: FigureLevel): Map<string, FigureSum> {
  const { keyOf, whatOf } = summing[level];
  const sums = new Map<string, FigureSum>();
  for (const figure of figures) {
    const key = keyOf(figure);
    if (key === undefined) continue;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { figure: whatOf(figure), atoms: figure.atoms });
    else sum.atoms += figure.atoms;
  }
  return sums;
}
