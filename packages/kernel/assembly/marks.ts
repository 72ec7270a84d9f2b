// Poison: every later transfer of a holding that ever received marked value is marked whole, with the set of claims (spec, section 4).
// A set is a bit for each claim, in words of 64. A body: balance, then the set itself where it has few words, else the u32 address of it.
import { ATOMS_BYTES, addAtoms, clearAtoms, isLess, isZero, subtractAtoms } from "./atoms";
import { hopAccount } from "./conversions";
import { judge, takeHop } from "./event";
import { accountOf, EVER_TRACED, flagsOf, HELD, HOP_AT, KEEPS, LABELLED, OUT, STARTED_AT, UNATTRIBUTED } from "./layout";
import { CONVERT_IN, CONVERT_OUT, CONVERT_TAKEN, enter, MOVE, SEED, SEED_TRANSFER, speakOf } from "./log";
import { takeBytes } from "./lots";
import { conversions, late } from "./question";
import { noteHolder, numberOf, openingLabel } from "./seeds";
import { findStop } from "./stops";

const MARKS_AT: usize = ATOMS_BYTES;
const wordsInBody: usize = 1;
const CONVERSION_BYTES: usize = 12;

let words: usize = 0;
/** The set that the event carries. */
let carried: usize = 0;
let isCarrying: bool = false;
let missing: usize = 0;

export function marksScratchBytes(claimCount: u32): usize {
  return ATOMS_BYTES + (wordsFor(claimCount) << 3);
}

/** The sets that one event can begin. */
export function marksBytesMore(claimCount: u32): usize {
  return 4 * (wordsFor(claimCount) << 3);
}

function wordsFor(claimCount: u32): usize {
  return max<usize>(1, (<usize>claimCount + 63) >> 6);
}

export function placeMarks(claimCount: u32, scratch: usize): void {
  words = wordsFor(claimCount);
  missing = scratch;
  carried = scratch + ATOMS_BYTES;
  isCarrying = false;
}

/** Applies a transfer, or a leg of a conversion: `kind` 0, OUT or IN. */
export function markEvent(place: u32, payer: usize, payee: usize, claim: i32, kind: u32, conversion: u32, amount: usize): void {
  speakOf(conversion);
  if (kind <= OUT) {
    takeBalance(place, payer, amount);
    carryFromPayer(place, payer);
  } else {
    clearAtoms(missing);
    carry(<usize>load<u32>(conversions + <usize>conversion * CONVERSION_BYTES, 4));
    enter(CONVERT_TAKEN, UNATTRIBUTED, place, numberOf(payee), HELD, missing);
    enterCarried(CONVERT_TAKEN, place, payee, HELD, amount);
  }
  if (claim != UNATTRIBUTED) seedMark(place, payer, kind == OUT ? payer : payee, claim, amount);
  if (kind == OUT) {
    enterCarried(CONVERT_OUT, place, payee, HELD, amount);
    if (isCarrying) join(conversionMarks(conversion));
    return;
  }
  const from = kind == 0 ? accountOf(payer) : hopAccount(conversion, payer);
  if (isCarrying) expose(kind == 0 ? MOVE : CONVERT_IN, place, payee, from, amount);
  if ((flagsOf(payee) & KEEPS) == 0) return;
  addAtoms(payee, payee, amount);
  seedArrival(place, payee, amount);
}

function takeBalance(place: u32, payer: usize, amount: usize): void {
  clearAtoms(missing);
  isCarrying = false;
  if ((flagsOf(payer) & KEEPS) == 0) return;
  if (!isLess(payer, amount)) {
    subtractAtoms(payer, payer, amount);
    return;
  }
  subtractAtoms(missing, amount, payer);
  clearAtoms(payer);
  if (late != 0) {
    const assumed = late + <usize>numberOf(payer) * ATOMS_BYTES;
    addAtoms(assumed, assumed, missing);
  }
  // A late lot counts like a receipt.
  seedArrival(place, payer, missing);
  const label = openingLabel(payer);
  if (label != UNATTRIBUTED && findStop(payer, place) == 0) markClaim(payer, label);
  clearAtoms(missing);
}

function carryFromPayer(place: u32, payer: usize): void {
  const flags = flagsOf(payer);
  isCarrying = false;
  if ((flags & EVER_TRACED) == 0 || (flags & KEEPS) == 0) return;
  if (findStop(payer, place) != 0) return;
  carry(setOf(payer));
}

/** Carries a set; 0 is the empty one. */
function carry(set: usize): void {
  isCarrying = set != 0;
  if (isCarrying) memory.copy(carried, set, words << 3);
}

// @inline
function setOf(holding: usize): usize {
  return words <= wordsInBody ? holding + MARKS_AT : <usize>load<u32>(holding, MARKS_AT);
}

/** The set of a holding, begun where it has none. */
function beginSet(holding: usize): usize {
  if (words > wordsInBody && load<u32>(holding, MARKS_AT) == 0) store<u32>(holding, <u32>newSet(), MARKS_AT);
  return setOf(holding);
}

function conversionMarks(conversion: u32): usize {
  const record = conversions + <usize>conversion * CONVERSION_BYTES;
  if (load<u32>(record, 4) == 0) store<u32>(record, <u32>newSet(), 4);
  return <usize>load<u32>(record, 4);
}

function newSet(): usize {
  const set = takeBytes(words << 3);
  memory.fill(set, 0, words << 3);
  return set;
}

/** Adds what is carried to a set. */
function join(set: usize): void {
  for (let word: usize = 0; word < words; word++) {
    const at = word << 3;
    store<u64>(set + at, load<u64>(set + at) | load<u64>(carried + at));
  }
}

// @inline
function wordOf(set: usize, claim: i32): usize {
  return set + ((<usize>claim >> 6) << 3);
}

// @inline
function bitOf(claim: i32): u64 {
  return (<u64>1) << <u64>(claim & 63);
}

function seedMark(place: u32, payer: usize, owner: usize, claim: i32, amount: usize): void {
  if (!isCarrying) memory.fill(carried, 0, words << 3);
  isCarrying = true;
  const word = wordOf(carried, claim);
  store<u64>(word, load<u64>(word) | bitOf(claim));
  enter(SEED_TRANSFER, claim, place, numberOf(owner), HELD, amount);
  const account = accountOf(payer);
  if (load<u32>(account, HOP_AT) == 0) store<u32>(account, 1, HOP_AT);
}

function expose(kind: u32, place: u32, payee: usize, from: usize, amount: usize): void {
  takeHop(payee, from);
  const verdict = judge(place, payee);
  enterCarried(kind, place, payee, verdict, amount);
  if (verdict != HELD || (flagsOf(payee) & KEEPS) == 0) return;
  join(beginSet(payee));
  noteHolder(payee, place + 2);
}

/** Enters the whole amount for each claim that is carried, in claim order. */
function enterCarried(kind: u32, place: u32, payee: usize, verdict: u32, amount: usize): void {
  if (!isCarrying) return;
  for (let word: usize = 0; word < words; word++) {
    for (let bits = load<u64>(carried + (word << 3)); bits != 0; bits &= bits - 1) {
      enter(kind, <i32>(word << 6) + <i32>ctz(bits), place, numberOf(payee), verdict, amount);
    }
  }
}

/** Where an account seed has started, whatever arrives is exposed to its claim, and marked unless the account is a stop. */
function seedArrival(place: u32, holding: usize, atoms: usize): void {
  const account = accountOf(holding);
  const started = load<u32>(account, STARTED_AT);
  if (started == 0) return;
  const claim = <i32>(started - 1);
  const isKnown = isCarrying && (load<u64>(wordOf(carried, claim)) & bitOf(claim)) != 0;
  if (!isKnown) enter(SEED, claim, place, numberOf(holding), HELD, atoms);
  if (findStop(holding, place) == 0) markClaim(holding, claim);
}

/** A seed that starts marks a holding that has something, unless the account is a stop then. */
export function startMark(holding: usize, claim: i32, place: u32, verdict: u32): void {
  if (isZero(holding)) return;
  enter(SEED, claim, place, numberOf(holding), HELD, holding);
  if (verdict == HELD) markClaim(holding, claim);
}

/** Marks a holding with a claim that a seed or an opening brought. */
export function markClaim(holding: usize, claim: i32): void {
  const word = wordOf(beginSet(holding), claim);
  store<u64>(word, load<u64>(word) | bitOf(claim));
  noteHolder(holding, LABELLED);
}
