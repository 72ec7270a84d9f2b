import type { TracingRule } from "./trace-request.ts";

/**
 * A trace result as it is written (spec, section 9): plain data, atoms as decimal text, times as RFC 3339 UTC with six decimals.
 * Property names are the document's own. Rows with zero atoms are left out.
 */
export interface TraceResult {
  readonly method: TracingRule;
  readonly claims: readonly ClaimRow[];
  readonly positions: readonly PositionRow[];
  readonly flows: readonly FlowRow[];
  readonly conversions: readonly ConversionRow[];
  readonly order_assumptions: readonly OrderAssumptionRow[];
  readonly opening_assumptions: readonly OpeningAssumptionRow[];
  readonly limits_hit: readonly LimitRow[];
  readonly coverage_gaps: readonly CoverageGapRow[];
}

/** A backward result: origins in place of claims and positions. */
export interface BackwardResult extends Omit<TraceResult, "claims" | "positions"> {
  readonly origins: readonly OriginRow[];
  readonly sums_close: boolean;
}

/** Whose a row is. */
export interface HolderColumns {
  readonly account: string;
  /** Where the account is an outpoint: the address that can spend it, if it has one. */
  readonly address?: string;
}

export interface ClaimRow {
  readonly claim: string;
  readonly asset: string;
  readonly seeded_atoms: string;
}

export type PositionStatus = "held" | "stopped" | "limit" | "dust" | "destroyed" | "exposed";

export interface PositionRow extends HolderColumns {
  readonly asset: string;
  readonly claim: string;
  readonly atoms: string;
  readonly status: PositionStatus;
  readonly hops: number;
  readonly reason: string;
}

export interface FlowRow {
  readonly transfer: string;
  readonly claim: string;
  readonly atoms: string;
}

export interface ConversionRow {
  readonly conversion: string;
  readonly claim: string;
  readonly asset_out: string;
  readonly atoms_out: string;
  readonly asset_in: string;
  readonly atoms_in: string;
  readonly basis: string;
}

export interface OrderAssumptionRow extends HolderColumns {
  readonly asset: string;
  readonly time: string;
  readonly transfers: readonly string[];
}

export interface OpeningAssumptionRow extends HolderColumns {
  readonly asset: string;
  readonly atoms: string;
}

export interface LimitRow extends HolderColumns {
  readonly limit: string;
  readonly transfers: readonly string[];
  /** How many transfers more there are, where they are too many to be named. */
  readonly transfers_omitted?: string;
  readonly atoms: string;
}

export interface CoverageGapRow extends HolderColumns {
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

/** Exactly one of `transfer` and `opening` is present. `opening` says what it rests on: inferred, late, unbounded, known. */
export type OriginRow = HolderColumns & { readonly asset: string; readonly atoms: string } & (
    | { readonly transfer: string }
    | { readonly opening: string }
  );
