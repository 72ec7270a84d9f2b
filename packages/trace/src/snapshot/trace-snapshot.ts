import type { AccountId, Coverage } from "@tributary/domain";
import type { OutpointIndex } from "@tributary/ledger";
import type { ResultPlan } from "../result-plan.ts";
import { mapRules, type ResultsByRule, writeForward } from "../trace-forward.ts";
import { type TracingRule, tracingRules } from "../trace-request.ts";
import type { TraceResult } from "../trace-result.ts";
import type { Books } from "../write-result.ts";
import { type FollowedSnapshot, followSnapshot, type SnapshotQuestion } from "./follow-snapshot.ts";
import { snapshotPlan } from "./snapshot-plan.ts";
import type { SnapshotView } from "./snapshot-view.ts";

/** What a result says beside amounts: asked for when it is known of which accounts it speaks. */
interface BesideAmounts {
  readonly coverage: readonly Coverage[];
  /** Of the accounts that the answer names. */
  readonly outpoints: OutpointIndex;
}

/** A question that was followed, and the accounts that its answer will name. */
export interface SnapshotTrace {
  readonly accounts: () => readonly AccountId[];
  readonly write: (beside: BesideAmounts) => TraceResult | ResultsByRule<TraceResult>;
}

/**
 * Where did the claims' money go? As `traceForward`, over a snapshot, and with the same bytes as its result. The request names claims, and takes equal times
 * as recorded. Errors: LIMIT_REACHED where there is no room for the least of questions.
 */
export function traceSnapshot(view: SnapshotView, question: SnapshotQuestion): SnapshotTrace {
  const { method } = question.request;
  const followed = followSnapshot(view, question, method === "all" ? tracingRules : [method]);
  return {
    accounts: () => listAccounts(followed),
    write: (beside) => {
      const { until } = question.request;
      // One for all rules: they ask much the same of it.
      const plan = snapshotPlan(view.snapshot, { ...followed, outpoints: beside.outpoints, until });
      const write = (rule: TracingRule): TraceResult => writeRule(rule, { plan, question, followed, beside });
      return method === "all" ? { results: mapRules(write) } : write(method);
    },
  };
}

function listAccounts({ tallies, names }: FollowedSnapshot): AccountId[] {
  const accounts = new Set<AccountId>();
  for (const tally of tallies.values()) {
    for (const { account } of tally.positions.values()) accounts.add(account);
    for (const { account } of tally.limits.values()) accounts.add(account);
    for (const account of tally.holders.keys()) accounts.add(names.accountAt(account));
  }
  return [...accounts];
}

interface Written {
  readonly plan: ResultPlan;
  readonly question: SnapshotQuestion;
  readonly followed: FollowedSnapshot;
  readonly beside: BesideAmounts;
}

function writeRule(rule: TracingRule, { plan, question, followed, beside }: Written): TraceResult {
  const { request } = question;
  const tally = followed.tallies.get(rule);
  if (tally === undefined) throw new Error(`broken invariant: ${rule} was asked for`);
  const books: Books = {
    plan,
    tally,
    claimName: (claim) => request.claims[claim]?.id ?? "",
  };
  return writeForward(rule, books, { ledger: beside, request });
}
