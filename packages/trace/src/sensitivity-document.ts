import type { Intervals } from "./intervals.ts";
import type { FigureStep } from "./sensitivity-figures.ts";
import type { OpeningsChoice } from "./sensitivity-run.ts";
import type { SameTimeMode, TracingRule } from "./trace-request.ts";
import type { ConversionRow, CoverageGapRow, HolderColumns, OpeningAssumptionRow, OrderAssumptionRow } from "./trace-result.ts";

/**
 * One question under every rule, mode and switch. Plain data, atoms as decimal text; property names are the document's own. The amounts of a total
 * stand in the order of `runs`; poison gives no amounts and stands apart, in `exposure`.
 */
export interface Sensitivity {
  /** The run that answers the request itself; where it asks for poison, the same under the first rule that gives amounts. */
  readonly base: string;
  readonly runs: readonly RunRow[];
  /** By asset and step, over all claims. */
  readonly totals: readonly SensitivityTotalRow[];
  /** By claim, asset and step. */
  readonly claims: readonly ClaimSpreadRow[];
  readonly exposure: readonly ExposureRow[];
  readonly headline: Headline;
  readonly intervals: Intervals;
  /** What the base run rests on. */
  readonly rests_on: RestsOn;
  readonly limits: SensitivityLimits;
}

export interface RunParameters {
  readonly run: string;
  readonly method: TracingRule;
  readonly openings: OpeningsChoice;
  readonly same_time: SameTimeMode;
  readonly include_inferred: boolean;
}

export interface RunRow extends RunParameters {
  /** How many (account, asset, step) differ from the base run. */
  readonly accounts_changed: number;
  /** The largest of them, over all claims. */
  readonly differences: readonly DifferenceRow[];
}

export interface DifferenceRow extends HolderColumns {
  readonly asset: string;
  readonly step: FigureStep;
  readonly base_atoms: string;
  readonly atoms: string;
  /** `atoms` less `base_atoms`, with its sign. */
  readonly difference: string;
}

export interface SensitivityTotalRow {
  readonly asset: string;
  readonly step: FigureStep;
  readonly base_atoms: string;
  readonly least_atoms: string;
  readonly most_atoms: string;
  readonly least_run: string;
  readonly most_run: string;
  /** What each switch alone does, the others as in the base run. */
  readonly alone: Readonly<Record<"method" | "openings" | "same_time" | "include_inferred", RangeColumns>>;
  /** One for each run, in the order of `runs`. */
  readonly atoms: readonly string[];
}

export interface RangeColumns {
  readonly least_atoms: string;
  readonly most_atoms: string;
}

export interface ClaimSpreadRow extends RangeColumns {
  readonly claim: string;
  readonly asset: string;
  readonly step: FigureStep;
  readonly base_atoms: string;
  readonly least_run: string;
  readonly most_run: string;
}

export interface ExposureRow extends RunParameters {
  readonly accounts: number;
  readonly transfers: number;
}

/** The same question without and with inferred conversions, side by side, openings and order as in the request. */
export interface Headline {
  readonly totals: readonly HeadlineRow[];
  /** Those that differ. */
  readonly claims: readonly HeadlineRow[];
  /** Inferred conversions that act in the runs with them, and so make the difference. */
  readonly conversions: readonly InferredConversionRow[];
  /** Conversions that did not act although inferred ones were asked for, by their limit, and the traced atoms that went into them. */
  readonly not_applied: readonly NotAppliedRow[];
}

export interface HeadlineRow {
  readonly method: TracingRule;
  /** None in a total. */
  readonly claim?: string;
  readonly asset: string;
  readonly step: FigureStep;
  readonly headline_atoms: string;
  readonly with_inferred_atoms: string;
  /** With inferred less headline, with its sign. */
  readonly difference: string;
}

export interface InferredConversionRow {
  readonly conversion: string;
  readonly account: string;
  readonly kind: string;
  readonly basis: string;
  readonly document: string | null;
  readonly out_transfers: readonly string[];
  readonly in_transfers: readonly string[];
  /** What it carried, by rule and claim. */
  readonly carried: readonly CarriedRow[];
}

export interface CarriedRow extends Omit<ConversionRow, "conversion" | "basis"> {
  readonly method: TracingRule;
}

export interface NotAppliedRow extends HolderColumns {
  readonly method: TracingRule;
  readonly limit: string;
  readonly transfers: readonly string[];
  readonly atoms: string;
}

export interface RestsOn {
  readonly order_assumptions: readonly OrderAssumptionRow[];
  readonly opening_assumptions: readonly OpeningAssumptionRow[];
  readonly coverage_gaps: readonly CoverageGapRow[];
}

export interface SensitivityLimits {
  /** Runs in which each limit of a trace was reached. */
  readonly reached: readonly { readonly limit: string; readonly runs: number }[];
  readonly rows_max: number;
  /** Rows that `rows_max` left out of each list. */
  readonly omitted: Readonly<
    Record<"totals" | "claims" | "headline_claims" | "conversions" | "carried" | "not_applied" | "rests_on", number>
  >;
}
