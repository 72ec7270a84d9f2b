import type { TraceLedger } from "@tributary/ledger";
import { traceBackward } from "./trace-backward.ts";
import { type ResultsByRule, traceForward } from "./trace-forward.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { BackwardResult, TraceResult } from "./trace-result.ts";

export type TraceAnswer = TraceResult | BackwardResult | ResultsByRule<TraceResult> | ResultsByRule<BackwardResult>;

/** Answers a request: backward where it names a target, forward from its claims otherwise. Throws `REQUEST_INVALID`. */
export function trace(ledger: TraceLedger, request: TraceRequest): TraceAnswer {
  return request.target === null ? traceForward(ledger, request) : traceBackward(ledger, request);
}
