// Where labels come from: account seeds on arrival, and openings; and who came to hold traced value first.
import { isZero } from "./atoms";
import { receive } from "./holdings";
import {
  ACCOUNT_SEED_BYTES,
  accountOf,
  EVER_TRACED,
  flagsOf,
  HOLDER_AT,
  HOP_AT,
  LABELLED,
  OPENING_SEEDED,
  PAIR_BYTES,
  SEED_PENDING,
  STARTED_AT,
  setFlags,
  UNATTRIBUTED,
} from "./layout";
import { enter, SEED } from "./log";
import {
  accountAt,
  accountSeedCount,
  accountSeeds,
  firstHoldings,
  nextHoldings,
  openingSeedCount,
  openingSeeds,
  records,
  recordShift,
} from "./question";
import { findStop } from "./stops";

export let holderCount: u32 = 0;

export function placeSeeds(): void {
  holderCount = 0;
}

// @inline
export function recordOf(holding: u32): usize {
  return records + (<usize>holding << recordShift);
}

// @inline
export function numberOf(record: usize): u32 {
  return <u32>((record - records) >> recordShift);
}

/** Notes that a holding has traced lots. An opening stands before every receipt, whenever it is found. */
// @inline
export function noteHolder(holding: usize, first: u32): void {
  const flags = flagsOf(holding);
  const isOpening = first == LABELLED && (flags & OPENING_SEEDED) != 0;
  if ((flags & EVER_TRACED) != 0 && !isOpening) return;
  setFlags(holding, flags | EVER_TRACED);
  const account = accountOf(holding);
  const known = load<u32>(account, HOLDER_AT);
  if (known == 0) holderCount++;
  if (known == 0 || isOpening) store<u32>(account, first, HOLDER_AT);
}

/** The label of a holding's opening and of its late lots. */
export function openingLabel(holding: usize): i32 {
  if ((flagsOf(holding) & OPENING_SEEDED) == 0) return UNATTRIBUTED;
  const number = numberOf(holding);
  let low: u32 = 0;
  let high = openingSeedCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(openingSeeds + <usize>middle * PAIR_BYTES) < number) low = middle + 1;
    else high = middle;
  }
  return load<i32>(openingSeeds + <usize>low * PAIR_BYTES, 4);
}

/** The label that unattributed value gets on arrival. At a stop it is final at once and stays unattributed. */
export function labelArrival(holding: usize, atoms: usize, place: u32): i32 {
  const account = accountOf(holding);
  const started = load<u32>(account, STARTED_AT);
  if (started == 0 || isZero(atoms)) return UNATTRIBUTED;
  const claim = <i32>(started - 1);
  const stop = findStop(holding, place);
  enter(SEED, claim, place, numberOf(holding), stop, atoms);
  if (stop != 0) return UNATTRIBUTED;
  noteHolder(holding, LABELLED);
  return claim;
}

/** Puts a lot into a holding; where an account seed has started there, unattributed value gets its label. */
export function receiveArrival(holding: usize, label: i32, atoms: usize, place: u32): void {
  if (isZero(atoms)) return;
  receive(holding, label == UNATTRIBUTED ? labelArrival(holding, atoms, place) : label, atoms);
}

/** Hop 0 for the accounts of seeds, and what seeds will want to know of holdings. */
export function markSeeded(): void {
  for (let index: u32 = 0; index < accountSeedCount; index++) {
    const account = load<u32>(accountSeeds + <usize>index * ACCOUNT_SEED_BYTES, 4);
    store<u32>(accountAt(account), 1, HOP_AT);
    let holding = load<u32>(firstHoldings + (<usize>account << 2)) + 1;
    while (holding != 0) {
      setFlag(recordOf(holding - 1), SEED_PENDING);
      holding = load<u32>(nextHoldings + (<usize>(holding - 1) << 2)) + 1;
    }
  }
  for (let index: u32 = 0; index < openingSeedCount; index++) {
    const holding = recordOf(load<u32>(openingSeeds + <usize>index * PAIR_BYTES));
    setFlag(holding, OPENING_SEEDED);
    store<u32>(accountOf(holding), 1, HOP_AT);
  }
}

function setFlag(holding: usize, flag: u32): void {
  setFlags(holding, flagsOf(holding) | flag);
}
