import type { TransferColumns } from "../columns.ts";
import type { AtomsLimbs } from "../rules/layout.ts";

/** What is supposed of holdings before the ledger begins. */
export type PartOpenings = "inferred" | "late" | "unbounded";

export interface PartQuestion {
  readonly openings: PartOpenings;
  /** Openings in atoms of single holdings that the caller has solved from known balances: not below the least that keeps the holding from going negative. */
  readonly known?: ReadonlyMap<number, bigint>;
  /** Beyond this share of the ledger's events a part is not worth copying. Default: 0.25. */
  readonly wholeShare?: number;
}

/** Three u32 each: local place, 1 for an out leg or 2 for an in leg, local conversion. */
export interface PartLegs {
  readonly at: number;
  readonly count: number;
}

/**
 * All events of the holdings that were reached, each from its first place on, with dense numbers of their own: places in order; holdings that were reached
 * first, in the order in which they were met, then the others that their events name; accounts. What a holding had at its first place is unattributed,
 * and is its opening here. Lies in the heap until the next question.
 */
export interface CompactPart {
  readonly kind: "part";
  readonly limbs: AtomsLimbs;
  readonly columns: TransferColumns;
  /** Holdings below this number are those reached. */
  readonly trackedCount: number;
  /** u8 per local holding: 1 where it is tracked. */
  readonly tracked: number;
  /** `limbs` u64 per local holding: what it had at its first place, the opening of a run over the part. */
  readonly balances: number;
  /** `limbs` u64 per tracked holding: what it had before the first event of all; 0 where openings are late. Address 0: balances were told from the ends. */
  readonly openings: number;
  /** `limbs` u64 per tracked holding: what came late before its first place. */
  readonly lates: number;
  /** u32 per local place, rising: the place in the whole. */
  readonly places: number;
  /**
   * u32 per local holding: the holding in the whole. One that was not reached from the start can stand here twice: tracked, and as it was before. 0xffffffff: one
   * that stands for all payers that are not tracked, but those of seeds, where balances were told from the ends; its account is 0xffffffff too.
   */
  readonly holdings: number;
  /** u32 per local account: the account in the whole. */
  readonly accounts: number;
  /** u8 per local account: 1 where it is special. */
  readonly accountFlags: number;
  /** Chains of an account's tracked holdings, 0xffffffff ends one. */
  readonly firstHolding: number;
  readonly nextHolding: number;
  readonly legs: PartLegs;
  /** By local conversion: its number in the whole, and its local account. */
  readonly conversions: readonly number[];
  readonly conversionAccounts: readonly number[];
  /** How many events of the part stand before a place of the whole: its local place, where the part has it. */
  readonly placeFrom: (place: number) => number;
  /** Undefined where the part does not have it. Of a holding that stands twice: the tracked one. */
  readonly localHolding: (holding: number) => number | undefined;
  readonly localAccount: (account: number) => number | undefined;
}

/** The reached events are too many for a part: run over the ledger's own columns. */
export interface WholeLedger {
  readonly kind: "whole";
}

/** Which openings of all holdings are asked for. */
export interface WholeQuestion {
  readonly openings: PartOpenings;
  /** The caller puts openings of its own among them that two limbs do not hold. */
  readonly isWide?: boolean;
}

/** The openings of all holdings of the ledger, for a run over its own columns. */
export interface WholeOpenings {
  readonly limbs: AtomsLimbs;
  /** `limbs` u64 per holding. 0 where openings come late. */
  readonly openings: number;
}

/** What a part could not be made of, in a stop of the caller's. */
export interface PartStopped {
  readonly kind: "stopped";
  readonly why: string;
}
