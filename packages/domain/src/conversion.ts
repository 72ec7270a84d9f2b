import type { AccountId } from "./account.ts";

/** How a conversion is known (spec, section 6). */
export type ConversionBasis = "same-transaction" | "paired-event" | "documented" | "inferred";
/** Every basis, the surest first. */
export const conversionBases: readonly ConversionBasis[] = ["same-transaction", "paired-event", "documented", "inferred"];

/** What sort of exchange it is: free text from the table's `kind`, such as `on-ramp`, `off-ramp`, `swap`, `bridge`, `exchange`. */
export interface Conversion {
  readonly id: string;
  readonly account: AccountId;
  /** Names of transfers as requests say them: an id, or `<source>:<id>` where two sources share it. */
  readonly outTransfers: readonly string[];
  readonly inTransfers: readonly string[];
  readonly kind: string;
  readonly basis: ConversionBasis;
  readonly document: string | null;
}
