/** How a long piece of work is watched and ended early. The clock is the caller's. */
export interface WorkControl {
  /** Asked between steps: why to end here, or undefined to go on. */
  readonly shouldStop?: () => string | undefined;
  /** Places done of all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** About so many places between two looks. Default: 1,000,000. */
  readonly eventsPerStep?: number;
}

/** How a reach ended: `budget` where a limit of the question was reached, `stopped` where the caller ended it. */
export type ReachStatus = "done" | "budget" | "stopped";

/** An account is a stop at the places from `fromPlace` to `toPlace`, both included. */
export interface ReachStop {
  readonly account: number;
  readonly fromPlace: number;
  /** 0xffffffff: to the end. */
  readonly toPlace: number;
  /** The caller's number of the reason. */
  readonly reason: number;
}

/** All places and holdings: what a budget is by default. */
export const unlimited = 0xffff_ffff;

interface ReachLimits {
  /** Ends when so many places have been visited, or a few more. */
  readonly placesMax?: number;
  /** Ends when so many holdings (or accounts) have been reached, or a few more. */
  readonly reachedMax?: number;
}

/** Which holdings can money come to (a superset of what any rule brings there)? */
export interface ReachQuestion extends ReachLimits {
  /** Places from here on are cut off. Default: none. */
  readonly placeEnd?: number;
  /** From its place on, all that a holding pays matters: account seeds, opening seeds (place 0). */
  readonly starts: readonly { readonly place: number; readonly holding: number }[];
  /** Accounts that have hop 0 from the start: those of account seeds and opening seeds. */
  readonly hopZero: readonly number[];
  /** Places of transfer seeds. */
  readonly seeds: readonly number[];
  readonly stops: readonly ReachStop[];
  /** Null: none. A limit above 250 does not narrow the reach. */
  readonly hopsMax: number | null;
  /** A part of inferred openings is asked for next: what is seen of it on the way is noted. It is the same part without. Default: false. */
  readonly isForPart?: boolean;
}

/** What can be reached in at most so many hops, in time, whatever was paid? */
export interface WalkQuestion extends ReachLimits {
  readonly placeEnd?: number;
  /** Nodes of the walk: holdings, whose money keeps its asset, or accounts over all their holdings. */
  readonly by: "holding" | "account";
  /** Walked from the ledger's start on, at hop 0. */
  readonly from: readonly number[];
  /** Null: none. Hops above 250 are not counted. */
  readonly hopsMax: number | null;
  /** Accounts that the walk does not go on from. */
  readonly stops: readonly number[];
  /** A node with more transfers than this is not gone on from, unless the walk starts there. Null: no limit. */
  readonly degreeMax: number | null;
}

/** Where can the money of some transfers have come from (spec, section 7)? */
export interface BackwardQuestion extends ReachLimits {
  /** Places from here on are cut off. Default: none. */
  readonly placeEnd?: number;
  /** Places of the transfers asked about. */
  readonly targets: readonly number[];
  readonly stops: readonly ReachStop[];
  /** Steps back from the payer of a target, which is at 0. Null: no limit. A limit above 250 does not narrow the walk. */
  readonly hopsMax: number | null;
}

/** What a walk back found: `list` gives the holdings that can have paid towards a target, and the last payment of each that matters. */
export interface WalkedBack extends Reached {
  /** Places through which the money can have come, in order: the targets, receipts, and out legs of conversions. */
  readonly places: () => Uint32Array;
  /** Accounts that paid at one of them, and the least number of payments that matter from each to a payer of a target. */
  readonly hops: () => { readonly accounts: Uint32Array; readonly hops: Uint32Array };
}

/** What a walk or a reach found. Lists are copies, made when asked for. */
export interface Reached {
  readonly status: ReachStatus;
  /** Why the caller ended it. */
  readonly why: string | undefined;
  /** Where it stands: places before this are done. */
  readonly place: number;
  /** Places at which something can move on. */
  readonly placesVisited: number;
  /** Sum of those places. */
  readonly placeSum: bigint;
  /** Holdings or accounts reached, those of the start among them. */
  readonly reachedCount: number;
  /** The nodes in the order met, and the first place of each: of a start, the one from which on its payments matter. */
  readonly list: () => { readonly nodes: Uint32Array; readonly firsts: Uint32Array };
}
