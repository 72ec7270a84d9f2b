// What is asked, and the memory that the run works in: read once from the block of u32 that the host wrote.
import { ACCOUNT_BYTES, RECORD_HEAD_BYTES } from "./layout";

export let rule: u32 = 0;
export let eventCount: u32 = 0;
export let payers: usize = 0;
export let payees: usize = 0;
export let amounts: usize = 0;
export let amountLimbs: u32 = 0;
export let wideAmounts: usize = 0;
export let holdingCount: u32 = 0;
export let holdingAccounts: usize = 0;
export let holdingAssets: usize = 0;
export let accountCount: u32 = 0;
export let openings: usize = 0;
export let accountFlags: usize = 0;
export let tracked: usize = 0;
export let stops: usize = 0;
export let stopCount: u32 = 0;
export let transferSeeds: usize = 0;
export let transferSeedCount: u32 = 0;
export let accountSeeds: usize = 0;
export let accountSeedCount: u32 = 0;
export let firstHoldings: usize = 0;
export let nextHoldings: usize = 0;
export let openingSeeds: usize = 0;
export let openingSeedCount: u32 = 0;
export let legs: usize = 0;
export let legCount: u32 = 0;
/** For each conversion its account, then the head and the tail of what its out legs took. */
export let conversions: usize = 0;
export let hopsMax: u32 = 0;
export let accountsMax: u32 = 0;
export let dust: usize = 0;
export let claimCount: u32 = 0;
export let logsMoves: bool = false;
/** Atoms for each holding: what came as late lots. 0: not asked for. */
export let late: usize = 0;
/** Atoms for each holding: unattributed, but final at a stop for some claim. 0: no seed asks for it. */
export let settled: usize = 0;
/** Records of holdings: the first body, and how far apart they stand as a power of two. */
export let records: usize = 0;
export let recordShift: u32 = 0;
export let accountRecords: usize = 0;
export let scratch: usize = 0;

// @inline
function field(at: usize, index: usize): u32 {
  return load<u32>(at + (index << 2));
}

export function readQuestion(at: usize): void {
  rule = field(at, 0);
  eventCount = field(at, 1);
  payers = field(at, 2);
  payees = field(at, 3);
  amounts = field(at, 4);
  amountLimbs = field(at, 5);
  wideAmounts = field(at, 6);
  holdingCount = field(at, 7);
  holdingAccounts = field(at, 8);
  holdingAssets = field(at, 9);
  accountCount = field(at, 10);
  openings = field(at, 11);
  accountFlags = field(at, 12);
  tracked = field(at, 13);
  stops = field(at, 14);
  stopCount = field(at, 15);
  transferSeeds = field(at, 16);
  transferSeedCount = field(at, 17);
  accountSeeds = field(at, 18);
  accountSeedCount = field(at, 19);
  firstHoldings = field(at, 20);
  nextHoldings = field(at, 21);
  openingSeeds = field(at, 22);
  openingSeedCount = field(at, 23);
  legs = field(at, 24);
  legCount = field(at, 25);
  conversions = field(at, 26);
  hopsMax = field(at, 27);
  accountsMax = field(at, 28);
  dust = field(at, 29);
  claimCount = field(at, 30);
  logsMoves = field(at, 31) != 0;
  late = field(at, 32);
  settled = field(at, 33);
  records = <usize>field(at, 34) + RECORD_HEAD_BYTES;
  accountRecords = field(at, 35);
  scratch = field(at, 36);
  recordShift = field(at, 37);
}

/** Address of an account's state. */
// @inline
export function accountAt(account: u32): usize {
  return accountRecords + <usize>account * ACCOUNT_BYTES;
}

/** The record of the holding that pays at a place. */
// @inline
export function payerAt(place: u32): usize {
  return records + (<usize>load<u32>(payers + (<usize>place << 2)) << recordShift);
}

/** The record of the holding that receives at a place. */
// @inline
export function payeeAt(place: u32): usize {
  return records + (<usize>load<u32>(payees + (<usize>place << 2)) << recordShift);
}
