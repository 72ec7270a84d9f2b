import type { AccountId, AssetId, StopCategory, UtcMicros } from "@tributary/domain";
import type { KnownBalance, OpeningMode, SameTimeMode } from "@tributary/ledger";

export const tracingRules = ["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"] as const;
/** Which lots leave first (spec, section 4). */
export type TracingRule = (typeof tracingRules)[number];

export const claimKinds = ["scam_victim", "ransom", "laundering_wallet", "other"] as const;
export type ClaimKind = (typeof claimKinds)[number];

/** One person's or one case's money, labelled at transfers or from an account on (spec, section 3). */
export type Claim = TransferClaim | AccountClaim;

export interface TransferClaim {
  readonly id: string;
  readonly kind: ClaimKind;
  /** Transfer names. */
  readonly transfers: readonly string[];
}

export interface AccountClaim {
  readonly id: string;
  readonly kind: ClaimKind;
  readonly account: AccountId;
  /** Null: the ledger's start. */
  readonly since: UtcMicros | null;
}

/** Backward: a transfer, or all that an account received in a window (both ends included). */
export type Target =
  | { readonly transfer: string }
  | { readonly account: AccountId; readonly since: UtcMicros | null; readonly until: UtcMicros | null };

export type { OpeningMode, SameTimeMode };

/** A trace request with every default filled in (spec, section 9). */
export interface TraceRequest {
  /** Empty where there is a target. */
  readonly claims: readonly Claim[];
  readonly target: Target | null;
  readonly method: TracingRule | "all";
  /** Null: the ledger's end. */
  readonly until: UtcMicros | null;
  readonly stops: readonly AccountId[];
  readonly open: readonly AccountId[];
  readonly stopCategories: readonly StopCategory[];
  readonly stopConfidence: number;
  readonly openings: OpeningMode | readonly KnownBalance[];
  readonly sameTime: SameTimeMode;
  readonly includeInferred: boolean;
  readonly limits: TraceLimits;
}

export interface TraceLimits {
  readonly hopsMax: number | null;
  readonly accountsMax: number;
  /** One value for all assets, or one each; an asset that is not named has none. */
  readonly dustAtoms: bigint | ReadonlyMap<AssetId, bigint>;
}
