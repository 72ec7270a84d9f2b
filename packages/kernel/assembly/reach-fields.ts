// The record of one reach: what it works on, what is asked, how far it has come. u32 fields, named by index; src/reach/fields.ts lists the same names.
// Addresses of columns and of state are the host's; a field that is not needed is 0.

export const PAYER: usize = 0;
export const PAYEE: usize = 1;
export const ATOMS: usize = 2;
export const ATOMS_LIMBS: usize = 3;
export const WIDE: usize = 4;
export const HOLDING_COUNT: usize = 5;
export const HOLDING_ACCOUNT: usize = 6;
export const HOLDING_ASSET: usize = 7;
/** Chains of an account's holdings: u32 per account, u32 per holding; NONE ends one. */
export const FIRST_HOLDING: usize = 8;
export const NEXT_HOLDING: usize = 9;
/** 5 u32 each: holdings known, out offsets, out places, in offsets, in places. */
export const SEGMENTS: usize = 10;
export const SEGMENT_COUNT: usize = 11;
/** Legs of acting conversions, by place: u32 places, and u32 of conversion * 2 + (1 where it is an in leg). */
export const LEG_PLACES: usize = 12;
export const LEG_KEYS: usize = 13;
export const LEG_COUNT: usize = 14;
/** A bit per place: is it a leg? */
export const LEG_BITS: usize = 15;
/** Legs of a conversion: offsets u32 per conversion and one more, then their places in order. */
export const CONVERSION_OFFSETS: usize = 16;
export const CONVERSION_LEGS: usize = 17;
export const CONVERSION_ACCOUNTS: usize = 18;
/** u32 per conversion: the epoch of the last reach in which its out legs carried something, or the next number where all its legs are in the part. */
export const CONVERSION_STAMPS: usize = 19;

/** Places still to visit: a bit each, a bit per word of 64 of them, a bit per word of those. */
export const BITS: usize = 20;
export const BIT_WORDS: usize = 21;
export const BIT_BLOCKS: usize = 22;
/** u8 per holding (or account, in a walk by account). All 0 between reaches. */
export const STATES: usize = 23;
/** u32 per holding (or account): the first place that matters. Set where the state is not 0. */
export const FIRSTS: usize = 24;
/** u32 each: holdings (or accounts) whose state is not 0. */
export const TOUCHED: usize = 25;
export const TOUCHED_COUNT: usize = 26;
/** u8 per account: 254 less its hop; 0 where it has none. All 0 between reaches. */
export const NEARS: usize = 27;
export const NEAR_TOUCHED: usize = 28;
export const NEAR_COUNT: usize = 29;

export const EPOCH: usize = 30;
/** Places from here on are cut off. */
export const PLACE_END: usize = 31;
/** An account whose nearness is not above this is at the limit of hops. 0: no limit. */
export const NEAR_FLOOR: usize = 32;
/** 4 u32 each, by account: account, first place, last place, reason. */
export const STOPS: usize = 33;
export const STOP_COUNT: usize = 34;
/** u8 per account: 1 where it never holds, 2 where it has a record among the stops. */
export const ACCOUNT_MARKS: usize = 35;
/** A walk does not go on from accounts of more transfers than this. */
export const DEGREE_MAX: usize = 36;
/** 2 u32 each, by place: place, holding. From there on what the holding pays matters. */
export const STARTS: usize = 37;
export const START_COUNT: usize = 38;
/** u32 each, in order: places that matter whoever pays. */
export const SEEDS: usize = 39;
export const SEED_COUNT: usize = 40;
export const PLACES_MAX: usize = 41;
export const REACHED_MAX: usize = 42;

export const POSITION: usize = 43;
export const START_CURSOR: usize = 44;
export const SEED_CURSOR: usize = 45;
export const LEG_CURSOR: usize = 46;
/** The next place at which something starts, is seeded or converted. */
export const NEXT_SPECIAL: usize = 47;
export const VISITED: usize = 48;
export const REACHED: usize = 49;
/** Places marked and not yet visited. */
export const PENDING: usize = 50;
/** Not 0: every place is looked at in turn, and none is marked. */
export const IS_SCAN: usize = 51;
/** u64: the sum of the places visited. */
export const PLACE_SUM: usize = 52;
/** A walk by account; else by holding. */
export const BY_ACCOUNT: usize = 54;
/** Where so many times the places marked are more than the places left, every place is looked at in turn. 0: never. */
export const SCAN_SHARE: usize = 55;

/** The holdings that were reached and the first place of each: local numbers are their indexes here. u32 each. */
export const PART_HOLDINGS: usize = 56;
export const PART_FIRSTS: usize = 57;
export const PART_TRACKED: usize = 58;
/** 0 inferred, 1 late, 2 unbounded. */
export const OPENING_MODE: usize = 59;
/** An amount each, by local holding: before the first event of all, at the first place, and what came late before it. */
export const PART_OPENINGS: usize = 60;
export const PART_BALANCES: usize = 61;
export const PART_LATES: usize = 62;
/** Room for 6 amounts. */
export const SCRATCH: usize = 63;
/** No more events than this are marked for a part. */
export const PART_MAX: usize = 64;
export const PART_EVENTS: usize = 65;
/** Columns of the part: u32, u32, amounts, u32 (the place in the whole). */
export const PART_PAYER: usize = 66;
export const PART_PAYEE: usize = 67;
export const PART_ATOMS: usize = 68;
export const PART_PLACES: usize = 69;
export const PART_CURSOR: usize = 70;
/** By local holding: account and asset (u32). PART_HOLDINGS is long enough for those that are not tracked too. */
export const PART_ACCOUNT: usize = 71;
export const PART_ASSET: usize = 72;
export const PART_HOLDING_COUNT: usize = 73;
/** u32 per local account: its number in the whole. */
export const PART_ACCOUNTS: usize = 74;
export const PART_ACCOUNT_COUNT: usize = 75;
/** A record per tracked holding, of reach-part.ts: what is known of it while the part is copied. */
export const PART_BOOKS: usize = 76;
/** 3 u32 each: local place, 1 for an out leg or 2 for an in leg, conversion. */
export const PART_LEGS: usize = 77;
export const PART_LEG_COUNT: usize = 78;
/** u32 per holding of the whole: its local number + 1, or 0. u32 per account of the whole: its local number, where the local one says the same. */
export const LOCAL_HOLDINGS: usize = 79;
export const LOCAL_ACCOUNTS: usize = 80;
export const PART_FIRST_HOLDING: usize = 81;
export const PART_NEXT_HOLDING: usize = 82;
/** A bit per place: those that a walk back has seen. */
export const SEEN_BITS: usize = 83;
/** Hops that a walk back goes at most; NONE: no limit. */
export const HOPS_MAX: usize = 84;
/** Events from here on are entered in the books but not copied: the reach did not come so far. */
export const PART_END: usize = 85;
/** 2 u64 per holding: what it has at the end of the ledger where its opening is inferred; the highest bit is set where that is not known. 0: of none. */
export const ENDS: usize = 86;
/** A bit per place from SCAN_FROM on: is it an event of a holding that is reached for good? 0: that is not noted. */
export const PART_BITS: usize = 87;
/** From here on every place was looked at in turn. NONE: none was. */
export const SCAN_FROM: usize = 88;
/** How many bits of PART_BITS are set. */
export const PART_NOTED: usize = 89;

export const NONE: u32 = 0xffff_ffff;

// @inline
export function field(reach: usize, index: usize): u32 {
  return load<u32>(reach + (index << 2));
}

// @inline
export function setField(reach: usize, index: usize, value: u32): void {
  store<u32>(reach + (index << 2), value);
}

// @inline
export function u32At(address: usize, index: u32): u32 {
  return load<u32>(address + ((<usize>index) << 2));
}
