// Where the fields of records stand. README.md has the table; src/rules/layout.ts is the host's side of it.
import { ATOMS_BYTES } from "./atoms";

// A holding's record is named by the address of its body. Before it stand u32 the address of its account's state, and u32 flags.
export const RECORD_HEAD_BYTES: usize = 8;

// The state of an account.
export const ACCOUNT_BYTES: usize = 16;
export const HOP_AT: usize = 0;
export const HOLDER_AT: usize = 4;
export const STARTED_AT: usize = 8;
export const STOP_AT: usize = 12;

// @inline
export function accountOf(holding: usize): usize {
  return load<u32>(holding - 8);
}

// @inline
export function flagsOf(holding: usize): u32 {
  return load<u32>(holding - 4);
}

// @inline
export function setFlags(holding: usize, flags: u32): void {
  store<u32>(holding - 4, flags);
}

/** The holding is followed: neither a special account's nor one outside of the part that is traced. */
export const KEEPS: u32 = 1;
export const EVER_TRACED: u32 = 2;
/** An opening seed labels its opening and its late lots. */
export const OPENING_SEEDED: u32 = 4;
/** An account seed is still to start here: the order of arrival of unattributed value matters until then. */
export const SEED_PENDING: u32 = 8;
/** An account seed has started in the holding's account. */
export const SEED_STARTED: u32 = 16;

/** What comes late may get a seed's label. */
export const SEEDED: u32 = OPENING_SEEDED | SEED_STARTED;

/** The account is a stop at some place. */
export const CAN_STOP: u32 = 32;

export const UNATTRIBUTED: i32 = -1;

/** A holder that a seed or an opening made one, rather than a receipt. */
export const LABELLED: u32 = 1;

// Verdicts on a receipt: held, a limit, or from FIRST_STOP on the reason of a stop.
export const HELD: u32 = 0;
export const HOPS_MAX: u32 = 1;
export const ACCOUNTS_MAX: u32 = 2;
export const DUST: u32 = 3;
export const FIRST_STOP: u32 = 4;

/** How a place is a leg of a conversion. */
export const OUT: u32 = 1;

// A lot of a list, and a label's sum in a conversion.
export const LOT_NEXT: usize = ATOMS_BYTES;
export const LOT_LABEL: usize = ATOMS_BYTES + 4;
export const LOT_BYTES: usize = LIMBS == 2 ? 32 : 48;

// Records of the question, of u32 each.
export const STOP_BYTES: usize = 16;
export const ACCOUNT_SEED_BYTES: usize = 16;
export const PAIR_BYTES: usize = 8;
export const LEG_BYTES: usize = 12;

export const NO_PLACE: u32 = 0xffff_ffff;
export const NO_LIMIT: u32 = 0xffff_ffff;
