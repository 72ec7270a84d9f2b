import type { EarlyEnd } from "@tributary/kernel";
import type { RunNames } from "./keep-books.ts";
import type { PlanEvent } from "./plan.ts";
import { addLimit, type Tally } from "./tally.ts";

/** Payments of a holding that were not followed: the first of them, how many more there are, and what all of them come to. */
export interface UnfollowedPayments {
  readonly events: readonly PlanEvent[];
  readonly omitted: number;
  readonly atoms: () => bigint;
}

export interface EarlyEnded {
  readonly end: EarlyEnd;
  /** The first event that was not taken, and how many there are from it on. */
  readonly next: PlanEvent | undefined;
  readonly eventsLeft: number;
  /** Holdings that hold traced value, and how much. `whole`: marks are no amounts, so that the payments count whole. */
  readonly traced: Iterable<readonly [number, bigint | "whole"]>;
  readonly names: Pick<RunNames, "conversions" | "holdingAt">;
  /** At the end's place and after. */
  readonly paymentsAfter: (holding: number) => UnfollowedPayments;
}

/** Payments that a limit names. */
export const paymentsNamedMax = 1000;

/**
 * Work that ended before its last event: what was held then is held in the answer, and what of it could have moved on is listed as a limit, called by the
 * reason of the end: for each holding what it held, at the payments that were not followed; for each conversion that had not come to its last in leg what it took. One more limit, of no account, names the event at which the work
 * ended, and says how many came after it: what starts or arrives there is not in the answer at all.
 */
export function noteEarlyEnd(tally: Tally, { end, next, eventsLeft, traced, names, paymentsAfter }: EarlyEnded): void {
  // Told whatever was held, and after the last event too: seeds may not have started yet.
  tally.ended = { why: end.why, next, eventsLeft };
  if (next !== undefined) noteUnderWay(tally, { why: end.why, next, names });
  for (const [holding, held] of traced) {
    const place = names.holdingAt(holding);
    const payments = paymentsAfter(holding);
    const { events, omitted } = payments;
    if (place === undefined || events.length === 0) continue;
    const { account, asset } = place;
    const atoms = held === "whole" ? payments.atoms() : held;
    for (const [index, event] of events.entries()) addLimit(tally, { limit: end.why, account, event }, index === 0 ? atoms : 0n);
    const entry = tally.limits.get(`${end.why} ${account} ${asset}`);
    if (entry !== undefined && omitted > 0) entry.omitted = omitted;
  }
}

interface UnderWay extends Pick<EarlyEnded, "names"> {
  readonly why: string;
  readonly next: PlanEvent;
}

/** What a conversion took, and had not given on to all of its in legs by then: no account holds it. */
function noteUnderWay(tally: Tally, { why, next, names }: UnderWay): void {
  for (const [index, { out, lastOut }] of tally.conversions.entries()) {
    if (lastOut === undefined || (names.conversions[index]?.lastIn ?? 0) < next.place) continue;
    const taken = [...out.values()].reduce((sum, atoms) => sum + atoms, 0n);
    addLimit(tally, { limit: why, account: lastOut.transfer.from, event: lastOut }, taken);
  }
}

/** What the claims have of each holding, in all. */
export function sumHeld(heldByClaim: ReadonlyMap<number, ReadonlyMap<number, bigint>>): (readonly [number, bigint])[] {
  return [...heldByClaim].map(([holding, sums]) => [holding, [...sums.values()].reduce((sum, held) => sum + held, 0n)]);
}

interface EndedQuestion {
  readonly end: EarlyEnd | undefined;
  readonly traced: () => EarlyEnded["traced"];
  readonly names: RunNames;
}

/** Likewise of a run over a plan's events, where it ended early. */
export function notePlanEnd(tally: Tally, events: readonly PlanEvent[], { end, traced, names }: EndedQuestion): void {
  if (end === undefined) return;
  const left = events.slice(end.place);
  const paymentsAfter = (holding: number): UnfollowedPayments => {
    const payments = left.filter(({ debit }) => debit === holding);
    return {
      events: payments.slice(0, paymentsNamedMax),
      omitted: Math.max(0, payments.length - paymentsNamedMax),
      atoms: () => payments.reduce((sum, { transfer }) => sum + transfer.atoms, 0n),
    };
  };
  noteEarlyEnd(tally, { end, next: left[0], eventsLeft: left.length, traced: traced(), names, paymentsAfter });
}
