import type { Lot } from "./lot.ts";
import type { TracePlan } from "./plan.ts";
import { addAtoms, addLimit, type ConversionTally, createTally, type Tally } from "./tally.ts";

/**
 * The books of several questions in one: amounts summed, transfers united, each account from its earliest receipt. The questions'
 * claims rise, so that the parts of a transfer stand in claim order as they come.
 */
export function mergeTallies(plan: TracePlan, tallies: Iterable<Tally>): Tally {
  // Joined, even marks are summed over the questions: each of them is one question's figure.
  const merged = createTally(plan, "amounts");
  const flows = new Map<number, Lot[]>();
  for (const tally of tallies) {
    for (const [place, parts] of tally.flows) {
      const known = flows.get(place);
      if (known === undefined) flows.set(place, [...parts]);
      else for (const part of parts) known.push(part);
    }
    mergeHolders(merged, tally);
    for (const { limit, account, atomsByEvent } of tally.limits.values()) {
      for (const [event, atoms] of atomsByEvent) addLimit(merged, { limit, account, event }, atoms);
    }
    for (const [index, conversion] of tally.conversions.entries()) mergeConversion(merged.conversions[index], conversion);
  }
  for (const [place, parts] of flows) merged.flows.set(place, parts);
  return merged;
}

function mergeHolders(merged: Tally, tally: Tally): void {
  // Late lots rest on balances, not on labels: every question finds the same.
  for (const [holding, late] of tally.late) merged.late.set(holding, late);
  for (const holding of tally.everTraced) merged.everTraced.add(holding);
  for (const [account, first] of tally.holders) {
    const known = merged.holders.get(account);
    const isEarlier = known === undefined || (known !== "labelled" && (first === "labelled" || first.place < known.place));
    if (isEarlier) merged.holders.set(account, first);
  }
}

function mergeConversion(merged: ConversionTally | undefined, conversion: ConversionTally): void {
  if (merged === undefined) return;
  for (const [label, atoms] of conversion.out) addAtoms(merged.out, label, atoms);
  for (const [asset, sums] of conversion.into) {
    const known = merged.into.get(asset) ?? new Map<number, bigint>();
    merged.into.set(asset, known);
    for (const [label, atoms] of sums) addAtoms(known, label, atoms);
  }
}
