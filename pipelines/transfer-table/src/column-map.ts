import type { AssetId, Coverage, Precision, SourceName, TimeBasis } from "@tributary/domain";
import {
  type AccountRule,
  columnsOf,
  rulesOfAccount,
  type TextRule,
  type TimeFormat,
  type TimeZone,
} from "@tributary/pipeline-kit";

/** How the rows of any table say transfers; README.md documents the file that it is read from. */
export interface ColumnMap {
  /** The name of the source, where the map gives one. */
  readonly source: SourceName | null;
  readonly delimiter: string;
  /** Columns that nothing reads, on purpose. */
  readonly ignore: readonly string[];
  readonly transferId: TextRule;
  readonly sequence: TextRule | null;
  readonly occurredAt: TimeRule;
  readonly precision: TextRule | Precision;
  readonly basis: TextRule | TimeBasis;
  readonly from: AccountRule;
  readonly to: AccountRule;
  readonly asset: TextRule;
  readonly amount: AmountRule;
  readonly reference: TextRule | null;
  /** Decimals of assets whose identifier does not say them. */
  readonly scales: ReadonlyMap<AssetId, number>;
  /** What the maker of the map states that the file covers completely. */
  readonly coverage: readonly StatedCoverage[];
}

export interface TimeRule {
  readonly text: TextRule;
  readonly format: TimeFormat;
  readonly zone: TimeZone | null;
}

export interface AmountRule {
  readonly text: TextRule;
  readonly unit: "atoms" | "units";
  readonly scale: number | null;
  readonly decimalMark: "." | ",";
  readonly groupMark: "" | "." | "," | "'" | " ";
  /** What a minus sign means: an error, or the other direction. */
  readonly negative: "refuse" | "swap";
}

export type StatedCoverage = Omit<Coverage, "source" | "assets" | "finality">;

/** Every column that the map reads, each once. */
export function columnsOfMap(map: ColumnMap): readonly string[] {
  const rules = [
    map.transferId,
    map.sequence,
    map.occurredAt.text,
    map.precision,
    map.basis,
    ...rulesOfAccount(map.from),
    ...rulesOfAccount(map.to),
    map.asset,
    map.amount.text,
    map.reference,
  ];
  return [...new Set(rules.flatMap((rule) => (rule === null || typeof rule === "string" ? [] : columnsOf(rule))))];
}
