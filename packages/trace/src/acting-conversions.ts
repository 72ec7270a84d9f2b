import type { Conversion } from "@tributary/domain";
import { orderSameTime, sortMovements, type TraceLedger } from "@tributary/ledger";
import { listIdleNames } from "./plan.ts";
import { planConversions } from "./plan-conversions.ts";
import type { TraceRequest } from "./trace-request.ts";

/**
 * The conversions that a trace applies; the legs of the others act as plain transfers. What decides is their legs, the conversions that name
 * one of these too, and what moves at the same instant: a part of a ledger that holds these gives the whole ledger's answer.
 */
export function actingConversions(
  ledger: Pick<TraceLedger, "transfers" | "conversions">,
  request: Pick<TraceRequest, "until" | "sameTime" | "includeInferred">,
): readonly Conversion[] {
  const plan = planConversions(ledger.conversions, {
    transfers: orderSameTime(sortMovements(ledger.transfers, request.until), request.sameTime),
    idleNames: listIdleNames(ledger.transfers, request.until),
    includeInferred: request.includeInferred,
  });
  return plan.applied.map(({ conversion }) => conversion);
}
