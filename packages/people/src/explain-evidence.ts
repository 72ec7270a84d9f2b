import { showFound } from "@tributary/domain";
import type { ColumnEvidence, PairEvidence, Suggestion } from "./compare-parties.ts";
import { formatMillibits } from "./weight-table.ts";

const suggestions: Readonly<Record<Suggestion, string>> = {
  same: "The weight suggests the same person or organisation.",
  different: "The weight suggests two.",
  unsure: "The weight suggests neither.",
  open: "Nothing that could decide is stated on both sides.",
};

/** A weighed pair in plain words, one line a column that weighs, the heaviest first; sensitive, since it says what both sides state. */
export function explainEvidence(evidence: PairEvidence): readonly string[] {
  const weighed = evidence.columns.filter(({ level }) => level !== null);
  const silent = evidence.columns.filter(({ level }) => level === null).map(({ column }) => plainName(column));
  return [
    `${suggestions[evidence.suggests]} Total ${formatMillibits(evidence.totalMillibits)} bits, table ${evidence.model}. Whether they are one is for a person to judge.`,
    `Before anything is compared: ${formatMillibits(evidence.priorMillibits)} bits.`,
    ...[...weighed].sort(byWeight).map(explainColumn),
    ...(silent.length === 0 ? [] : [`Not compared, and without weight: ${silent.join(", ")}.`]),
  ];
}

/** The same evidence as JSON text with keys in a fixed order, to be kept with a judgement, with its author's own words. Weights are decimal text in bits. */
export function evidenceDocument(evidence: PairEvidence, words: string | null = null): string {
  return JSON.stringify({
    ...(words === null ? {} : { words }),
    model: evidence.model,
    suggests: evidence.suggests,
    prior: formatMillibits(evidence.priorMillibits),
    total: formatMillibits(evidence.totalMillibits),
    columns: evidence.columns.map(({ column, level, says, m, u, millibits, left, right }) => ({
      column,
      level,
      says,
      m,
      u,
      weight: formatMillibits(millibits),
      left,
      right,
    })),
  });
}

function explainColumn({ column, says, m, u, millibits, left, right }: ColumnEvidence): string {
  const stated = `${showList(left)} and ${showList(right)}`;
  return `${plainName(column)}: ${says} (${stated}): ${formatMillibits(millibits)} bits, log2(${m}/${u}).`;
}

const plainName = (column: string): string => column.replaceAll("_", " ");
const showList = (values: readonly string[]): string => values.map(showFound).join(", ");

function byWeight(a: ColumnEvidence, b: ColumnEvidence): number {
  const size = (value: bigint): bigint => (value < 0n ? -value : value);
  return size(a.millibits) === size(b.millibits) ? 0 : size(a.millibits) > size(b.millibits) ? -1 : 1;
}
