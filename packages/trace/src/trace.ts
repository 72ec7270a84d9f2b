import type { RunControl } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import { traceBackward } from "./trace-backward.ts";
import { type ResultsByRule, traceForward } from "./trace-forward.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { BackwardResult, TraceResult } from "./trace-result.ts";

/** What a trace is written as: one result, or one for each rule. */
export type TraceDocument = TraceResult | BackwardResult | ResultsByRule<TraceResult> | ResultsByRule<BackwardResult>;

/** Answers a request: backward where it names a target, forward from its claims otherwise. Throws `REQUEST_INVALID`. */
export function trace(ledger: TraceLedger, request: TraceRequest, control: RunControl = {}): TraceDocument {
  return request.target === null ? traceForward(ledger, request, control) : traceBackward(ledger, request, control);
}
