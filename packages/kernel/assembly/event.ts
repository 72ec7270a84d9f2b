// One event under a rule of amounts (spec, sections 2 to 6): the payer's debit, the transfer seed, and what becomes of it at the receiver.
import { ATOMS_BYTES, addAtoms, copyAtoms, isLess, isZero, subtractAtoms } from "./atoms";
import { claimAt, claimSum, forgetClaims, sortClaims } from "./claims";
import { enterConsumed, hopAccount, takeConverted } from "./conversions";
import {
  addClaims,
  drop,
  isTraced,
  receive,
  receiveAll,
  relabelParts,
  spend,
  sumParts,
  takeNothing,
  totalOf,
} from "./holdings";
import {
  ACCOUNTS_MAX,
  accountOf,
  CAN_STOP,
  DUST,
  EVER_TRACED,
  FIRST_STOP,
  flagsOf,
  HELD,
  HOLDER_AT,
  HOP_AT,
  HOPS_MAX,
  KEEPS,
  LABELLED,
  NO_LIMIT,
  OUT,
  SEED_STARTED,
  UNATTRIBUTED,
} from "./layout";
import { CONVERT_IN, CONVERT_OUT, CONVERT_TAKEN, enter, MOVE, SEED_TRANSFER, SETTLE, speakOf } from "./log";
import { accountsMax, dust, holdingAssets, hopsMax, late, logsMoves, settled } from "./question";
import { holderCount, labelArrival, noteHolder, numberOf, openingLabel, receiveArrival } from "./seeds";
import { findStop } from "./stops";

/** A traced receipt of a holding that is outside of the part that is traced: the part was cut wrongly. */
export let isBroken: bool = false;

/** The event's atoms; the driver writes them. */
export let amount: usize = 0;
let sum: usize = 0;
let isUnlimited: bool = false;

export const EVENT_SCRATCH_BYTES: usize = ATOMS_BYTES << 1;

export function placeEvent(scratch: usize): void {
  isBroken = false;
  isUnlimited = hopsMax == NO_LIMIT && dust == 0;
  amount = scratch;
  sum = scratch + ATOMS_BYTES;
}

/** Applies an event of `amount`. `claim` is that of a transfer seed here, or unattributed. */
export function applyEvent(place: u32, payer: usize, payee: usize, claim: i32): void {
  takeDebit(place, payer);
  if (claim != UNATTRIBUTED) seedTransfer(place, payer, payee, claim);
  deliver(MOVE, place, payee, accountOf(payer));
}

/** Applies a leg of a conversion: an out leg goes into it, not to the receiver; an in leg comes out of it, not from the payer. */
export function applyLeg(place: u32, payer: usize, payee: usize, claim: i32, kind: u32, conversion: u32): void {
  speakOf(conversion);
  if (kind == OUT) {
    takeDebit(place, payer);
    if (claim != UNATTRIBUTED) seedTransfer(place, payer, payer, claim);
    if (isTraced()) enterMoves(CONVERT_OUT, place, numberOf(payee), HELD);
    enterConsumed(conversion, amount);
    drop();
    return;
  }
  takeConverted(conversion, amount);
  sumParts(sum, false, amount);
  enter(CONVERT_TAKEN, UNATTRIBUTED, place, numberOf(payee), HELD, sum);
  enterMoves(CONVERT_TAKEN, place, numberOf(payee), HELD);
  if (claim != UNATTRIBUTED) seedTransfer(place, payer, payee, claim);
  deliver(CONVERT_IN, place, payee, hopAccount(conversion, payer));
}

// @inline
function takeDebit(place: u32, payer: usize): void {
  if ((flagsOf(payer) & KEEPS) == 0) {
    takeNothing();
    return;
  }
  const stop = findStop(payer, place);
  if (isLess(totalOf(payer), amount)) coverShortfall(place, payer, stop);
  spend(payer, amount);
  if (settled != 0) capSettled(payer);
  if (stop != 0) settleSpent(place, payer, stop);
}

/** A shortfall arrives just before the debit that needs it. */
function coverShortfall(place: u32, payer: usize, stop: u32): void {
  const label = stop == 0 ? openingLabel(payer) : UNATTRIBUTED;
  subtractAtoms(sum, amount, totalOf(payer));
  if (late != 0) {
    const assumed = late + <usize>numberOf(payer) * ATOMS_BYTES;
    addAtoms(assumed, assumed, sum);
  }
  receiveArrival(payer, label, sum, place);
  // Nobody knows when a late lot came: its holder needs cover from the ledger's start.
  if (label != UNATTRIBUTED) noteHolder(payer, LABELLED);
}

/** A debit leaves no more of what is final at a stop than the balance. */
function capSettled(payer: usize): void {
  const final = settled + <usize>numberOf(payer) * ATOMS_BYTES;
  const total = totalOf(payer);
  if (isLess(total, final)) copyAtoms(final, total);
}

/** A stop pays nothing traced on: what it held from before it was one is a final position when it would leave. */
function settleSpent(place: u32, payer: usize, stop: u32): void {
  if (isTraced()) {
    addClaims(amount);
    const count = sortClaims();
    for (let index: u32 = 0; index < count; index++) {
      const claim = claimAt(index);
      enter(SETTLE, claim, place, numberOf(payer), stop, claimSum(claim));
    }
    forgetClaims();
    drop();
  }
  takeNothing();
}

/** A transfer seed labels the unattributed part; its payer has hop 0 from now on, if it had none. */
function seedTransfer(place: u32, payer: usize, owner: usize, claim: i32): void {
  sumParts(sum, false, amount);
  if (!isZero(sum)) {
    enter(SEED_TRANSFER, claim, place, numberOf(owner), HELD, sum);
    relabelParts(claim);
  }
  const account = accountOf(payer);
  if (load<u32>(account, HOP_AT) == 0) store<u32>(account, 1, HOP_AT);
}

/** Enters what was taken of each claim. */
export function enterMoves(kind: u32, place: u32, holding: u32, verdict: u32): void {
  addClaims(amount);
  const count = sortClaims();
  for (let index: u32 = 0; index < count; index++) {
    const claim = claimAt(index);
    enter(kind, claim, place, holding, verdict, claimSum(claim));
  }
  forgetClaims();
}

/** `from` is the account whose hop the receiver's follows. */
// @inline
function deliver(kind: u32, place: u32, payee: usize, from: usize): void {
  const flags = flagsOf(payee);
  if (!isTraced()) {
    if (flags & KEEPS) receive(payee, (flags & SEED_STARTED) == 0 ? UNATTRIBUTED : labelArrival(payee, amount, place), amount);
    return;
  }
  // What had traced value already has a hop and is a holder: its account need not be looked at.
  const isKnown = (flags & (EVER_TRACED | CAN_STOP)) == EVER_TRACED && isUnlimited;
  const verdict = isKnown ? HELD : judgeFirst(place, payee, from);
  if (logsMoves || verdict != HELD || kind != MOVE) enterMoves(kind, place, numberOf(payee), verdict);
  if (verdict != HELD) setAside(place, payee, verdict);
  else if (flags & KEEPS) {
    noteHolder(payee, place + 2);
    if (flags & SEED_STARTED) labelOwnParts(place, payee);
    receiveAll(payee, amount);
  } else isBroken = true;
}

function judgeFirst(place: u32, payee: usize, from: usize): u32 {
  takeHop(payee, from);
  return judge(place, payee);
}

/** A receiver that has no hop yet is one hop farther than who paid it. */
export function takeHop(payee: usize, from: usize): void {
  const account = accountOf(payee);
  if (load<u32>(account, HOP_AT) == 0) store<u32>(account, load<u32>(from, HOP_AT) + 1, HOP_AT);
}

/** Whether traced value goes on from its receiver: destroyed and stopped come before limit, limit before dust. */
export function judge(place: u32, payee: usize): u32 {
  const stop = findStop(payee, place);
  if (stop != 0) return stop;
  const account = accountOf(payee);
  // A hop is kept one higher than it is.
  if (load<u32>(account, HOP_AT) > hopsMax) return HOPS_MAX;
  if (load<u32>(account, HOLDER_AT) == 0 && holderCount >= accountsMax) return ACCOUNTS_MAX;
  return dust != 0 && isDust(payee) ? DUST : HELD;
}

function isDust(payee: usize): bool {
  sumParts(sum, true, amount);
  return isLess(sum, dust + <usize>load<u32>(holdingAssets + (<usize>numberOf(payee) << 2)) * ATOMS_BYTES);
}

/** What is set aside is credited as unattributed. Under a limit a seed may label it again; at a stop it is final, and no seed's. */
function setAside(place: u32, payee: usize, verdict: u32): void {
  if ((flagsOf(payee) & KEEPS) == 0) {
    drop();
    return;
  }
  if (verdict < FIRST_STOP) {
    drop();
    takeNothing();
    receiveArrival(payee, UNATTRIBUTED, amount, place);
    return;
  }
  sumParts(sum, true, amount);
  if (settled != 0) {
    const final = settled + <usize>numberOf(payee) * ATOMS_BYTES;
    addAtoms(final, final, sum);
  }
  drop();
  takeNothing();
  if (flagsOf(payee) & SEED_STARTED) {
    subtractAtoms(sum, amount, sum);
    if (!isZero(sum)) labelArrival(payee, sum, place);
  }
  receive(payee, UNATTRIBUTED, amount);
}

/** Where an account seed has started, the unattributed parts of a receipt get its label. */
function labelOwnParts(place: u32, payee: usize): void {
  sumParts(sum, false, amount);
  const label = labelArrival(payee, sum, place);
  if (label != UNATTRIBUTED) relabelParts(label);
}
