import type { Tally } from "./tally.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";

/** Plain sentences that a reader must know before using the sums of one result. */
export function listNotes(rule: TracingRule, request: TraceRequest, tally: Tally): string[] {
  const limits = new Set([...tally.limits.values()].map((entry) => entry.limit));
  const notes: string[] = [];
  if (rule === "poison") {
    notes.push(
      "Poison shows exposure only: whole transfers are marked, the sums are not amounts traced and do not conserve value.",
    );
  } else if (limits.has("hops_max") || limits.has("dust_atoms")) {
    notes.push(
      "Value set aside by hops_max or dust_atoms is credited to its account as unattributed; a later seed may label it again, so sums over claims can exceed what was lost.",
    );
  }
  if (limits.has("accounts_max")) {
    notes.push("The answer is partial: accounts_max was reached, and limits_hit names the receipts that were not followed.");
  }
  if (rule === "pro-rata" && request.openings === "unbounded") {
    notes.push("Under pro-rata, unbounded openings are large openings, not an upper bound.");
  }
  return notes;
}
