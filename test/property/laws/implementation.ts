import type { AccountId } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { naiveBackward, naiveForward } from "@tributary/testkit";
import {
  type BackwardResult,
  type ResultsByRule,
  type TraceRequest,
  type TraceResult,
  type TracingRule,
  traceBackward,
  traceForward,
  tracingRules,
} from "@tributary/trace";

/** What a law speaks about: one way to answer both kinds of question under one rule. */
export interface Implementation {
  readonly forward: (ledger: TraceLedger, request: TraceRequest, rule: TracingRule) => TraceResult;
  readonly backward: (ledger: TraceLedger, request: TraceRequest, rule: TracingRule) => BackwardResult;
}

export const naive: Implementation = { forward: naiveForward, backward: naiveBackward };

export const engine: Implementation = {
  forward: (ledger, request, method) => single(traceForward(ledger, { ...request, method })),
  backward: (ledger, request, method) => single(traceBackward(ledger, { ...request, method })),
};

function single<Result extends { readonly method: TracingRule }>(answer: Result | ResultsByRule<Result>): Result {
  if ("results" in answer) throw new Error("broken invariant: one rule was asked for");
  return answer;
}

/** The rules under which claims have amounts. */
export const amountRules: readonly TracingRule[] = tracingRules.filter((rule) => rule !== "poison");

/** The accounts that an account in a request stands for. */
export function namedBy({ outpoints }: TraceLedger, account: AccountId): AccountId[] {
  return [account, ...outpoints.flatMap((row) => (row.address === account ? [row.outpoint] : []))];
}

export function sumOf(texts: readonly string[]): bigint {
  return texts.reduce((sum, text) => sum + BigInt(text), 0n);
}
