import type { TraceLedger } from "@tributary/ledger";
import { traceForward } from "../trace-forward.ts";
import type { TraceRequest, TracingRule } from "../trace-request.ts";
import type { TraceResult } from "../trace-result.ts";

/** The result of one rule. */
export function answerOf(rule: TracingRule, ledger: TraceLedger, request: TraceRequest): TraceResult {
  const answer = traceForward(ledger, { ...request, method: rule });
  if ("results" in answer) throw new Error("one rule was asked for");
  return answer;
}

/** `claim account status` to atoms; accounts by their last word. */
export function positionsOf(result: TraceResult): Record<string, string> {
  return Object.fromEntries(
    result.positions.map((row) => [`${row.claim} ${row.account.replace(/^bank:b:/, "")} ${row.status}`, row.atoms]),
  );
}

/** `claim transfer` to atoms. */
export function flowsOf(result: TraceResult): Record<string, string> {
  return Object.fromEntries(result.flows.map((row) => [`${row.claim} ${row.transfer}`, row.atoms]));
}
