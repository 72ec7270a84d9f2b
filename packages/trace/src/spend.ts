import { assert } from "@tributary/domain";
import { createLoneHolding, type KernelRule } from "@tributary/kernel";
import { withHeap } from "./flat-heap.ts";
import type { Lot } from "./lot.ts";
import type { TracingRule } from "./trace-request.ts";

/** The rules that give amounts. Poison does not: it marks, and stands apart. */
export type AmountRule = Exclude<TracingRule, "poison">;

/** A rule of amounts, or the column of reports that is worked out like one: no tracing through a commingled holding. */
export type FollowedRule = Exclude<KernelRule, "poison">;

export interface Spend {
  /** In the order consumed. */
  readonly spent: readonly Lot[];
  readonly held: readonly Lot[];
}

/** Pays `atoms` out of lots that arrived in the order given (spec, section 4). Throws where they do not cover it. */
export function spend(rule: AmountRule, lots: readonly Lot[], atoms: bigint): Spend {
  const total = lots.reduce((sum, lot) => sum + lot.atoms, 0n);
  assert(atoms <= total, "a debit exceeds its holding");
  const claimCount = lots.reduce((count, { label }) => Math.max(count, label + 1), 0);
  return withHeap((heap) => {
    const holding = createLoneHolding(rule, { heap, claimCount, lotsMax: lots.length, limbs: 5 });
    for (const lot of lots) if (lot.atoms > 0n) holding.receive(lot);
    return { spent: atoms === 0n ? [] : holding.spend(atoms), held: holding.held() };
  });
}
