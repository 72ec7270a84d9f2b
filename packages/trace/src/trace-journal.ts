import type { RunControl } from "@tributary/kernel";
import type { TraceLedger } from "@tributary/ledger";
import type { JournalEntry } from "./flow-journal.ts";
import { planTrace } from "./plan.ts";
import { answerForward } from "./trace-forward.ts";
import type { TraceRequest, TracingRule } from "./trace-request.ts";
import type { TraceResult } from "./trace-result.ts";
import { assertRequest } from "./validate-request.ts";

export interface JournalledTrace {
  readonly result: TraceResult;
  /** Every movement of traced value in the order traced; empty under `poison`, which moves no amounts. */
  readonly journal: readonly JournalEntry[];
}

/** Which rules are traced, and how the work is ended early. */
interface JournalQuestion {
  readonly rules: readonly TracingRule[];
  readonly control?: RunControl | undefined;
}

/** A forward trace under several rules, with what happened on the way. Throws `REQUEST_INVALID`. */
export function traceJournal(
  ledger: TraceLedger,
  request: TraceRequest,
  { rules, control = {} }: JournalQuestion,
): Map<TracingRule, JournalledTrace> {
  assertRequest(ledger, request);
  const plan = planTrace(ledger, request);
  return new Map(
    rules.map((rule) => {
      const journal: JournalEntry[] = [];
      return [rule, { result: answerForward(rule, { ledger, request, plan, control }, journal), journal }];
    }),
  );
}
