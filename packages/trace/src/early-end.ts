import type { EarlyEnd } from "@tributary/kernel";
import type { HoldingPlace } from "./keep-books.ts";
import type { PlanEvent } from "./plan.ts";
import { addLimit, type Tally } from "./tally.ts";

/** Payments of a holding that were not followed: the first of them, and how many more there are. */
export interface UnfollowedPayments {
  readonly events: readonly PlanEvent[];
  readonly omitted: number;
}

export interface EarlyEnded {
  readonly end: EarlyEnd;
  /** By holding, then claim. */
  readonly heldByClaim: ReadonlyMap<number, ReadonlyMap<number, bigint>>;
  readonly holdingAt: (holding: number) => HoldingPlace | undefined;
  /** At the end's place and after. */
  readonly paymentsAfter: (holding: number) => UnfollowedPayments;
}

/** Payments that a limit names. */
export const paymentsNamedMax = 1000;

/**
 * Work that ended before its last event: what was held then is held in the answer, and what of it could have moved on is listed as a limit, called by the
 * reason of the end: for each holding what it held, at the payments that were not followed.
 */
export function noteEarlyEnd(tally: Tally, { end, heldByClaim, holdingAt, paymentsAfter }: EarlyEnded): void {
  for (const [holding, sums] of heldByClaim) {
    const place = holdingAt(holding);
    const { events, omitted } = paymentsAfter(holding);
    if (place === undefined || events.length === 0) continue;
    const { account, asset } = place;
    const atoms = [...sums.values()].reduce((sum, held) => sum + held, 0n);
    for (const [index, event] of events.entries()) addLimit(tally, { limit: end.why, account, event }, index === 0 ? atoms : 0n);
    const entry = tally.limits.get(`${end.why} ${account} ${asset}`);
    if (entry !== undefined && omitted > 0) entry.omitted = omitted;
  }
}
