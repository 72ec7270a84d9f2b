import { currencyScales } from "@tributary/domain";
import { looksLikeDate } from "./date-evidence.ts";
import { type ColumnUse, matchHeader } from "./header-words.ts";
import { looksLikeAmount } from "./number-evidence.ts";
import { type TableSample, valuesOf } from "./table-sample.ts";

/** The columns by their uses, as headers and values suggest them. */
export interface ChosenColumns {
  readonly of: ReadonlyMap<ColumnUse, ChosenColumn>;
  readonly unused: readonly string[];
}

interface ChosenColumn {
  readonly column: string;
  readonly reason: string;
  /** Whether another column would do as well. */
  readonly rivals: readonly string[];
  readonly isByHeader: boolean;
}

/** What the values of a column must look like for a use; others may be any text. */
const shapes: Readonly<Partial<Record<ColumnUse, (text: string) => boolean>>> = {
  date: looksLikeDate,
  birth_date: looksLikeDate,
  time: (text) => /^[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$/.test(text),
  amount: looksLikeAmount,
  debit: looksLikeAmount,
  credit: looksLikeAmount,
  balance: looksLikeAmount,
  currency: (text) => text.length <= 20 && !/[0-9]/.test(text),
  own_account: (text) => /^[A-Z0-9][A-Z0-9 \-./]{1,40}$/i.test(text) && /[0-9]/.test(text),
  counterparty_account: (text) => /^[A-Z0-9][A-Z0-9 \-./]{1,40}$/i.test(text) && /[0-9]/.test(text),
  email: (text) => /^[^@\s]{1,64}@[^@\s]{1,255}$/.test(text),
  phone: (text) => /^\+?[0-9 ()-]{6,20}$/.test(text),
};

/** Values that say a use without a header. */
const telling: ReadonlyArray<readonly [ColumnUse, (text: string) => boolean]> = [
  ["date", looksLikeDate],
  ["currency", (text) => currencyScales.has(text)],
  ["email", (text) => /^[^@\s]{1,64}@[^@\s]{1,255}$/.test(text)],
];

interface Candidate extends ChosenColumn {
  readonly use: ColumnUse;
  readonly score: number;
}

/** Gives each column one use at most, the best matches first. */
export function chooseColumns(sample: TableSample): ChosenColumns {
  const candidates = sample.columns.flatMap((column) => candidatesOf(sample, column)).sort((a, b) => b.score - a.score);
  const of = new Map<ColumnUse, ChosenColumn>();
  const taken = new Set<string>();
  for (const { use, ...candidate } of candidates) {
    if (of.has(use) || taken.has(candidate.column)) continue;
    const rivals = candidates.filter(
      (other) => other.use === use && other.column !== candidate.column && other.score > candidate.score * 0.9,
    );
    of.set(use, { ...candidate, rivals: rivals.map(({ column }) => column) });
    taken.add(candidate.column);
  }
  return { of, unused: sample.columns.filter((column) => column !== "" && !taken.has(column)) };
}

function candidatesOf(sample: TableSample, column: string): readonly Candidate[] {
  const values = valuesOf(sample, column);
  const share = (shape: ((text: string) => boolean) | undefined): number =>
    shape === undefined || values.length === 0 ? 1 : values.filter(shape).length / values.length;
  const named = matchHeader(column).flatMap(({ use, score, phrase }): Candidate[] => {
    const fit = share(shapes[use]);
    const reason = `its header says "${phrase}"`;
    return fit < 0.5 ? [] : [{ use, column, reason, rivals: [], isByHeader: true, score: 1 + score * fit }];
  });
  if (named.length > 0 || values.length === 0) return named;
  return telling
    .filter(([, shape]) => share(shape) === 1)
    .map(
      ([use]): Candidate => ({ use, column, reason: "all its values look like it", rivals: [], isByHeader: false, score: 0.5 }),
    );
}
