import type { BackwardResult, TraceResult } from "./trace-result.ts";

/** Plain sentences that a reader must know before using a result's sums. They follow from the result alone. */
export function notesOf(result: TraceResult | BackwardResult): string[] {
  return "origins" in result ? backwardNotes(result) : forwardNotes(result);
}

function forwardNotes({ method, limits_hit }: TraceResult): string[] {
  const limits = new Set(limits_hit.map((row) => row.limit));
  const isSetAside = limits.has("hops_max") || limits.has("dust_atoms");
  return [
    ...(method === "poison"
      ? ["Poison shows exposure only: whole transfers are marked, the sums are not amounts traced and do not conserve value."]
      : []),
    ...(method !== "poison" && isSetAside
      ? [
          "Value set aside by hops_max or dust_atoms is credited to its account as unattributed; a later seed may label it again, so sums over claims can exceed what was lost.",
        ]
      : []),
    ...(limits.has("accounts_max")
      ? ["The answer is partial: accounts_max was reached, and limits_hit names the receipts that were not followed."]
      : []),
  ];
}

function backwardNotes({ method, origins, sums_close, limits_hit }: BackwardResult): string[] {
  return [
    ...(origins.length === 0 ? ["The target moves nothing, or nothing is known of where it came from."] : []),
    ...(method === "poison"
      ? ["Poison shows exposure only: an origin's figure is the whole target, not an amount traced."]
      : sums_close
        ? []
        : ["Each origin is a question of its own; the sums over origins need not equal the target."]),
    ...(limits_hit.some((row) => row.limit === "hops_max")
      ? ["The walk back ends at hops_max; limits_hit names the accounts beyond which it was not continued."]
      : []),
  ];
}
