// Where the fields of records stand. README.md has the table; src/rules/layout.ts is the host's side of it.
import { ATOMS_BYTES } from "./atoms";

/** What the rule keeps of a holding. */
export const BODY_BYTES: usize = (ATOMS_BYTES << 1) + 8;
export const ACCOUNT_AT: usize = BODY_BYTES;
export const FLAGS_AT: usize = BODY_BYTES + 4;
export const HOP_AT: usize = BODY_BYTES + 8;
export const HOLDER_AT: usize = BODY_BYTES + 12;
export const STARTED_AT: usize = BODY_BYTES + 16;
export const STOP_AT: usize = BODY_BYTES + 20;
export const HOLDING_BYTES: usize = BODY_BYTES + 24;

/** The holding is followed: neither a special account's nor one outside of the part that is traced. */
export const KEEPS: u32 = 1;
export const EVER_TRACED: u32 = 2;
/** An opening seed labels its opening and its late lots. */
export const OPENING_SEEDED: u32 = 4;
/** An account seed is still to start here: the order of arrival of unattributed value matters until then. */
export const SEED_PENDING: u32 = 8;
/** An account seed has started in the holding's account. */
export const SEED_STARTED: u32 = 16;

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
