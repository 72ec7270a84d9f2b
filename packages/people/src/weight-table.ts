import { assert } from "@tributary/domain";
import { readTableFile, toList, toRecord, toText, toTexts } from "./table-file.ts";

/** What a column of a comparison can show, the weakest level first. */
export interface WeightLevel {
  readonly level: number;
  /** What the level says, in plain words. */
  readonly says: string;
  /** Probability of the level where both records are of one person or organisation; decimal text. */
  readonly m: string;
  /** Probability of the level where they are of two; decimal text. */
  readonly u: string;
  /** log2(m/u) in thousandths of a bit. */
  readonly millibits: bigint;
}

export interface WeightColumn {
  readonly name: string;
  readonly levels: readonly WeightLevel[];
}

/** A fixed table of weights. Never edited once it is used: another set of figures is another version. */
export interface WeightTable {
  readonly version: string;
  /** Where the figures come from. */
  readonly origin: string;
  readonly priorMillibits: bigint;
  /** A pair of this weight or more is proposed as the same. */
  readonly sameMillibits: bigint;
  /** A pair of this weight or less is proposed as different. */
  readonly differentMillibits: bigint;
  /** Columns without which no weight is enough for an answer. */
  readonly decisive: readonly string[];
  /** Levels with which no weight is enough to propose the same. */
  readonly vetoes: readonly { readonly column: string; readonly level: number }[];
  readonly columns: readonly WeightColumn[];
}

/** Thousandths of a bit from decimal text with exactly three decimals. */
export function parseMillibits(text: string): bigint {
  const match = /^(-?)([0-9]+)\.([0-9]{3})$/.exec(text);
  assert(match !== null, `a weight has three decimals, ${text}`);
  const [, sign = "", units = "", decimals = ""] = match;
  return BigInt(`${units}${decimals}`) * (sign === "-" ? -1n : 1n);
}

/** Bits with three decimals, `-4.087`. */
export function formatMillibits(millibits: bigint): string {
  const digits = (millibits < 0n ? -millibits : millibits).toString().padStart(4, "0");
  return `${millibits < 0n ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

function loadWeights(path: string): WeightTable {
  const table = readTableFile(path);
  const thresholds = toRecord(table.get("thresholds"), "thresholds");
  const bits = (value: unknown, place: string): bigint => parseMillibits(toText(value, place));
  return {
    version: toText(table.get("version"), "version"),
    origin: toText(table.get("origin"), "origin"),
    priorMillibits: bits(toRecord(table.get("prior"), "prior").get("weight"), "prior"),
    sameMillibits: bits(thresholds.get("same"), "same"),
    differentMillibits: bits(thresholds.get("different"), "different"),
    decisive: toTexts(table.get("decisive"), "decisive"),
    vetoes: toList(table.get("vetoes"), "vetoes").map((value) => {
      const veto = toRecord(value, "veto");
      return { column: toText(veto.get("column"), "veto"), level: Number(veto.get("level")) };
    }),
    columns: toList(table.get("columns"), "columns").map(readColumn),
  };
}

function readColumn(value: unknown): WeightColumn {
  const column = toRecord(value, "column");
  const name = toText(column.get("name"), "name");
  const levels = toList(column.get("levels"), name).map((item, index): WeightLevel => {
    const level = toRecord(item, name);
    const text = (key: string): string => toText(level.get(key), `${name} ${key}`);
    assert(level.get("level") === index, `the levels of ${name} count from 0`);
    return { level: index, says: text("says"), m: text("m"), u: text("u"), millibits: parseMillibits(text("weight")) };
  });
  const isRising = levels.every(({ millibits }, index) => index === 0 || millibits > (levels[index - 1]?.millibits ?? millibits));
  assert(isRising, `a higher level of ${name} weighs more`);
  return { name, levels };
}

/** The weights in use. */
export const weights: WeightTable = loadWeights("weights/weights-1.json");
