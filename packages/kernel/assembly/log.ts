// What happened to traced value, as records of one size that the host reads in chunks.
// A record: u32 kind, i32 claim, u32 place, u32 holding, u32 verdict, u32 conversion, atoms.
import { ATOMS_BYTES, copyAtoms } from "./atoms";

/** An account seed labelled value at a holding; with a stop's verdict it is final there at once. */
export const SEED: u32 = 1;
/** A transfer seed labelled what was unattributed of a transfer. */
export const SEED_TRANSFER: u32 = 2;
/** A stop would have paid on what it held: final there. */
export const SETTLE: u32 = 3;
/** A transfer carried value of a claim to a holding. */
export const MOVE: u32 = 4;
export const CONVERT_OUT: u32 = 5;
export const CONVERT_IN: u32 = 6;
/** What an in leg of a conversion took of a label, before a seed on the leg; of what is nobody's always, even if it is nothing. */
export const CONVERT_TAKEN: u32 = 7;
/** What a holding has at the end. */
export const HOLD: u32 = 8;

export const RECORD_BYTES: usize = 24 + ATOMS_BYTES;

let from: usize = 0;
let next: usize = 0;
let end: usize = 0;
let reserve: usize = 0;

export function placeLog(from_: usize, limit: usize, claimCount: u32): void {
  from = from_;
  next = from_;
  end = limit;
  reserve = logBytesMin(claimCount);
}

/** What one event can write, at most. */
export function logBytesMin(claimCount: u32): usize {
  return (<usize>claimCount * 2 + 8) * RECORD_BYTES;
}

// @inline
export function hasLog(): bool {
  return next + reserve <= end;
}

export function recordCount(): u32 {
  return <u32>((next - from) / RECORD_BYTES);
}

/** The host has read everything. */
export function clearLog(): void {
  next = from;
}

let heldConversion: u32 = 0;

/** Of which conversion the records that follow speak. */
export function speakOf(conversion: u32): void {
  heldConversion = conversion;
}

export function enter(kind: u32, claim: i32, place: u32, holding: u32, verdict: u32, atoms: usize): void {
  const at = next;
  next += RECORD_BYTES;
  store<u32>(at, kind);
  store<i32>(at, claim, 4);
  store<u32>(at, place, 8);
  store<u32>(at, holding, 12);
  store<u32>(at, verdict, 16);
  store<u32>(at, heldConversion, 20);
  copyAtoms(at + 24, atoms);
}
