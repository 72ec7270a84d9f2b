// The driver: lays out a run over the columns of a question, takes its events in steps, and reads out what is held at the end.
// The host calls prepare, then step until it is done; where a step ends early the host reads the log, or gives memory, and calls it again.
import { ATOMS_BYTES, copyAtoms, isZero, loadIndexAmount } from "./atoms";
import { claimAt, claimSum, claimsBytes, forgetClaims, placeClaims, sortClaims } from "./claims";
import { amount, applyEvent, applyLeg, EVENT_SCRATCH_BYTES, isBroken, placeEvent } from "./event";
import { followLots } from "./follow-lots";
import { followPairs, PAIRS_SCRATCH_BYTES, placePairs } from "./follow-pairs";
import {
  addHeldClaims,
  atomsOf,
  drop,
  firstPart,
  holdingsBytes,
  isOnePart,
  labelOf,
  listHeld,
  nextPart,
  onlyLabel,
  placeHoldings,
  receive,
  relabel,
  spend,
} from "./holdings";
import {
  CAN_STOP,
  EVER_TRACED,
  flagsOf,
  HELD,
  KEEPS,
  LABELLED,
  LEG_BYTES,
  LOT_BYTES,
  NO_PLACE,
  PAIR_BYTES,
  RECORD_HEAD_BYTES,
  STOP_AT,
  setFlags,
  UNATTRIBUTED,
} from "./layout";
import { markClaim, markEvent, marksBytesMore, marksScratchBytes, placeMarks } from "./marks";
import { clearLog, enter, hasLog, HOLD, logBytesMin, MOVE, placeLog, recordCount } from "./log";
import { extendLots, hasLots, LOTS_SCRATCH_BYTES, placeLots } from "./lots";
import { placePlain, PLAIN_SCRATCH_BYTES, takePlain } from "./plain";
import { hasRoom, placePools, POOL_BYTES, poolsBytesMin } from "./pools";
import { blocksBytesMin, extendBlocks } from "./pools-blocks";
import { partsBytes, placeParts } from "./pools-parts";
import * as question from "./question";
import { markSeeded, noteHolder, openingLabel, placeSeeds, recordOf } from "./seeds";
import { nextStart, placeStarts, STARTS_SCRATCH_BYTES, startSeeds } from "./starts";
import { placeStops } from "./stops";

export { blocksBytesMin, clearLog, extendBlocks, extendLots, logBytesMin, recordCount };

// How a step ended.
const DONE: u32 = 0;
const PAUSED: u32 = 1;
const LOG_FULL: u32 = 2;
const NO_LOTS: u32 = 3;
const NO_BLOCKS: u32 = 4;
const BROKEN: u32 = 5;

const PRO_RATA: u32 = 2;
const LIBR: u32 = 3;
const STRICT: u32 = 5;
const POISON: u32 = 6;

let place: u32 = 0;
let nextSeed: u32 = 0;
let nextLeg: u32 = 0;
let isPooled: bool = false;
let isMarking: bool = false;
let isPaired: bool = false;
let isListed: bool = false;
/** Bytes that one event can take beside its own lots: for a conversion's sums, or for marks. */
let bytesMore: usize = 0;

/** Bytes of the scratch memory of a run. */
export function scratchBytes(claimCount: u32): usize {
  const fixed = PLAIN_SCRATCH_BYTES + PAIRS_SCRATCH_BYTES + LOTS_SCRATCH_BYTES + STARTS_SCRATCH_BYTES + EVENT_SCRATCH_BYTES;
  const sized = marksScratchBytes(claimCount) + claimsBytes(claimCount) + holdingsBytes(claimCount) + partsBytes(claimCount + 2) + poolsBytesMin(claimCount);
  return fixed + sized + 256;
}

/** How far apart the records of holdings stand under a rule, as a power of two. */
export function recordShift(rule: u32): u32 {
  const pooled = rule == PRO_RATA || rule == LIBR || rule == STRICT;
  const bytes = RECORD_HEAD_BYTES + (pooled ? POOL_BYTES : ATOMS_BYTES + 8);
  return 32 - <u32>clz(<u32>bytes - 1);
}

/** Lots that one event can take, at most, in bytes. */
export function lotsBytesMin(claimCount: u32): usize {
  return max(marksBytesMore(claimCount), (2 * <usize>claimCount + 4) * LOT_BYTES) + 16 * LOT_BYTES;
}

/** Lays out a run. The scratch memory and the records of accounts are zero. */
export function prepare(block: usize, logFrom: usize, logLimit: usize): void {
  question.readQuestion(block);
  const claims = question.claimCount;
  isPooled = question.rule == PRO_RATA || question.rule == LIBR || question.rule == STRICT;
  isMarking = question.rule == POISON;
  chooseLoop(claims);
  bytesMore = isMarking ? marksBytesMore(claims) : question.legCount == 0 ? 0 : (2 * <usize>claims + 4) * LOT_BYTES;
  place = 0;
  nextSeed = 0;
  nextLeg = 0;
  let at = question.scratch;
  placeLots(question.rule, at);
  at += LOTS_SCRATCH_BYTES;
  placePlain(at);
  at += PLAIN_SCRATCH_BYTES;
  placePairs(question.rule == PRO_RATA, at);
  at += PAIRS_SCRATCH_BYTES;
  placeSeeds();
  placeStarts(isMarking, at);
  at += STARTS_SCRATCH_BYTES;
  placeEvent(at);
  at = align(at + EVENT_SCRATCH_BYTES);
  placeClaims(at, claims);
  at = align(at + claimsBytes(claims));
  placeHoldings(isPooled, at);
  at = align(at + holdingsBytes(claims));
  placeMarks(claims, at);
  at = align(at + marksScratchBytes(claims));
  placeParts(at, claims + 2);
  at = align(at + partsBytes(claims + 2));
  placePools(question.rule == PRO_RATA ? 0 : question.rule == STRICT ? 2 : 1, claims, at, at + poolsBytesMin(claims));
  placeLog(logFrom, logLimit, claims);
  placeStops();
  layRecords();
  markSeeded();
}

/** Which loop follows transfers that need no judging: most rules have one of their own. */
function chooseLoop(claims: u32): void {
  const isExact = LIMBS == 2 && question.amountLimbs <= 2 && !isMarking && question.settled == 0 && question.dust == 0;
  isPaired = isExact && claims == 1 && (question.rule == PRO_RATA || question.rule == LIBR);
  isListed = isExact && !isPooled;
}

// @inline
function follow(from: u32, to: u32): u32 {
  if (isListed) return followLots(from, to);
  return isPaired ? followPairs(from, to) : takePlain(from, to);
}

function align(at: usize): usize {
  return (at + 15) & ~15;
}

/** An empty record for each holding. */
function layRecords(): void {
  memory.fill(question.records - RECORD_HEAD_BYTES, 0, <usize>question.holdingCount << question.recordShift);
  for (let holding: u32 = 0; holding < question.holdingCount; holding++) {
    const record = recordOf(holding);
    const account = load<u32>(question.holdingAccounts + (<usize>holding << 2));
    const state = question.accountAt(account);
    store<u32>(record - RECORD_HEAD_BYTES, <u32>state);
    const special = question.accountFlags != 0 && load<u8>(question.accountFlags + account) != 0;
    const outside = question.tracked != 0 && load<u8>(question.tracked + holding) == 0;
    setFlags(record, (special || outside ? 0 : KEEPS) | (load<u32>(state, STOP_AT) == 0 ? 0 : CAN_STOP));
  }
}

/** Lays the opening lots; the host has given lots for all openings that have a label. */
export function layOpenings(): void {
  if (question.openings == 0) return;
  for (let holding: u32 = 0; holding < question.holdingCount; holding++) {
    const atoms = question.openings + <usize>holding * ATOMS_BYTES;
    const record = recordOf(holding);
    if (isZero(atoms) || (flagsOf(record) & KEEPS) == 0) continue;
    const label = openingLabel(record);
    if (isMarking) {
      copyAtoms(record, atoms);
      if (label != UNATTRIBUTED) markClaim(record, label);
      continue;
    }
    receive(record, label, atoms);
    if (label != UNATTRIBUTED) noteHolder(record, LABELLED);
  }
}

/** How many events were taken. */
export function placeReached(): u32 {
  return place;
}

/** Takes up to so many events. */
export function step(eventsMax: u32): u32 {
  const last = question.eventCount - place < eventsMax ? question.eventCount : place + eventsMax;
  let mark = nextMark();
  let fetchedTo = place;
  while (place < last) {
    if (place >= fetchedTo) fetchedTo = fetchRecords(place);
    if (place != mark) {
      place = follow(place, min(mark, min(last, fetchedTo)));
      if (place == last) break;
      if (place == fetchedTo) continue;
    }
    if (!hasLog()) return LOG_FULL;
    if (!hasLots(bytesMore)) return NO_LOTS;
    if (isPooled && !hasRoom()) return NO_BLOCKS;
    if (place == mark) {
      if (!startSeeds(place, isPooled, bytesMore)) return lack();
      takeMarked();
      mark = nextMark();
    } else takeEvent(UNATTRIBUTED);
    if (isBroken) return BROKEN;
    place++;
  }
  if (place < question.eventCount) return PAUSED;
  return startSeeds(place, isPooled, bytesMore) ? DONE : lack();
}

/** What there is no room for. */
function lack(): u32 {
  if (!hasLog()) return LOG_FULL;
  return hasLots(bytesMore) ? NO_BLOCKS : NO_LOTS;
}

/** How many events' records are fetched at once. */
const fetchedTogether: u32 = 48;
/** Keeps the compiler from leaving the reads out. */
let fetched: u32 = 0;

/** Reads a word of each record that the events from a place on need: memory is waited for once for all of them. Returns the place after them. */
function fetchRecords(from: u32): u32 {
  const to = min(from + fetchedTogether, question.eventCount);
  let read: u32 = 0;
  for (let at = from; at < to; at++) read ^= flagsOf(question.payerAt(at)) ^ flagsOf(question.payeeAt(at));
  fetched = read;
  return to;
}

/** The next place at which more happens than a transfer. */
function nextMark(): u32 {
  let mark = nextStart();
  if (nextSeed < question.transferSeedCount) mark = min(mark, load<u32>(question.transferSeeds + <usize>nextSeed * PAIR_BYTES));
  if (nextLeg < question.legCount) mark = min(mark, load<u32>(question.legs + <usize>nextLeg * LEG_BYTES));
  return mark;
}

function takeMarked(): void {
  let claim = UNATTRIBUTED;
  const seed = question.transferSeeds + <usize>nextSeed * PAIR_BYTES;
  if (nextSeed < question.transferSeedCount && load<u32>(seed) == place) {
    claim = load<i32>(seed, 4);
    nextSeed++;
  }
  const leg = question.legs + <usize>nextLeg * LEG_BYTES;
  if (nextLeg >= question.legCount || load<u32>(leg) != place) {
    takeEvent(claim);
    return;
  }
  nextLeg++;
  readAmount();
  const kind = load<u32>(leg, 4);
  const conversion = load<u32>(leg, 8);
  if (isMarking) markEvent(place, question.payerAt(place), question.payeeAt(place), claim, kind, conversion, amount);
  else applyLeg(place, question.payerAt(place), question.payeeAt(place), claim, kind, conversion);
}

// @inline
function takeEvent(claim: i32): void {
  readAmount();
  if (isMarking) markEvent(place, question.payerAt(place), question.payeeAt(place), claim, 0, 0, amount);
  else applyEvent(place, question.payerAt(place), question.payeeAt(place), claim);
}

// @inline
function readAmount(): void {
  if (LIMBS == 2 && question.amountLimbs == 2) {
    const at = question.amounts + (<usize>place << 4);
    if (<i64>load<u64>(at, 8) >= 0) {
      copyAtoms(amount, at);
      return;
    }
  }
  loadIndexAmount(amount, question.amounts, question.amountLimbs, question.wideAmounts, place);
}

/** Enters what the claims hold, from a holding on. Returns the holding at which the log was full, or their number. */
export function readHeld(from: u32): u32 {
  for (let holding = from; holding < question.holdingCount; holding++) {
    const record = recordOf(holding);
    if ((flagsOf(record) & EVER_TRACED) == 0) continue;
    if (!hasLog()) return holding;
    addHeldClaims(record);
    const count = sortClaims();
    for (let index: u32 = 0; index < count; index++) {
      const claim = claimAt(index);
      enter(HOLD, claim, NO_PLACE, holding, HELD, claimSum(claim));
    }
    forgetClaims();
  }
  return question.holdingCount;
}

/** Puts a lot into a holding outside of any run of events. */
export function put(holding: u32, label: i32, atoms: usize): void {
  receive(recordOf(holding), label, atoms);
}

/** Pays atoms out of a holding, which covers them, and enters the parts in the order consumed. */
export function pay(holding: u32, atoms: usize): void {
  spend(recordOf(holding), atoms);
  if (isOnePart()) enter(MOVE, onlyLabel(), NO_PLACE, holding, HELD, atoms);
  for (let part = firstPart(); part != 0; part = nextPart(part)) enter(MOVE, labelOf(part), NO_PLACE, holding, HELD, atomsOf(part));
  drop();
}

/** Labels what a holding has unattributed. */
export function label(holding: u32, claim: i32): void {
  relabel(recordOf(holding), claim);
}

/** Enters all parts of a holding in the order kept: oldest first (under `lifo` newest first), pools by claim; what is nobody's last where it stands apart. */
export function list(holding: u32): void {
  listHeld(recordOf(holding), holding);
}
