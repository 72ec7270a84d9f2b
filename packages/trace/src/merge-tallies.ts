import type { TracePlan } from "./plan.ts";
import { addAtoms, addLimit, type ConversionTally, createTally, type Tally } from "./tally.ts";

/** The books of several questions in one: amounts summed, transfers united, each account from its earliest receipt. */
export function mergeTallies(plan: TracePlan, tallies: readonly Tally[]): Tally {
  // Joined, even marks are summed over the questions: each of them is one question's figure.
  const merged = createTally(plan, "amounts");
  for (const tally of tallies) {
    for (const [place, parts] of tally.flows) {
      const both = [...(merged.flows.get(place) ?? []), ...parts];
      merged.flows.set(
        place,
        both.sort((a, b) => a.label - b.label),
      );
    }
    mergeHolders(merged, tally);
    for (const { limit, account, atomsByEvent } of tally.limits.values()) {
      for (const [event, atoms] of atomsByEvent) addLimit(merged, { limit, account, event }, atoms);
    }
    for (const [index, conversion] of tally.conversions.entries()) mergeConversion(merged.conversions[index], conversion);
  }
  return merged;
}

function mergeHolders(merged: Tally, tally: Tally): void {
  for (const [holding, isTraced] of tally.everTraced.entries()) if (isTraced === 1) merged.everTraced[holding] = 1;
  for (const [holding, late] of tally.late) {
    // Questions differ in the late lots of a stop alone, which pays around what it holds of the claim.
    const known = merged.late.get(holding);
    if (known === undefined || late > known) merged.late.set(holding, late);
  }
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
