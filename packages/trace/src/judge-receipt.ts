import type { PlanEvent } from "./plan.ts";
import { dustOf, type Question } from "./question.ts";
import type { Tally } from "./tally.ts";
import type { PositionStatus } from "./trace-result.ts";

/** Why a receipt of traced value is a final position. */
export interface SetAside {
  readonly status: PositionStatus;
  readonly reason: string;
  readonly limit: "hops_max" | "accounts_max" | "dust_atoms" | undefined;
}

export interface Receipt {
  readonly event: PlanEvent;
  /** Traced atoms over all claims. Undefined under poison, which has no dust. */
  readonly traced: bigint | undefined;
}

/**
 * Decides whether traced value that reaches an account goes on from there. Where several reasons apply: destroyed, stopped,
 * limit, dust (spec, section 5). The receiver's hop is in the tally already.
 */
export function judgeReceipt(question: Question, tally: Tally, { event, traced }: Receipt): SetAside | undefined {
  const { plan, limits } = question;
  const { transfer, to } = event;
  const stop = plan.stops.findStop(transfer.to, transfer.occurredAt);
  if (stop !== undefined) return { ...stop, limit: undefined };
  if (limits.hopsMax !== null && (tally.hops[to] ?? 0) >= limits.hopsMax) {
    return { status: "limit", reason: "limit: hops_max", limit: "hops_max" };
  }
  if (!tally.holders.has(to) && tally.holders.size >= limits.accountsMax) {
    return { status: "limit", reason: "limit: accounts_max", limit: "accounts_max" };
  }
  if (traced !== undefined && traced < dustOf(limits, transfer.asset)) {
    return { status: "dust", reason: "dust", limit: "dust_atoms" };
  }
  return undefined;
}
