import {
  type BackwardResult,
  notesOf,
  type RuleFlows,
  type RuleLayers,
  type RulePaths,
  type TraceResult,
} from "@tributary/trace";

type Assumed = TraceResult | BackwardResult | RuleFlows | RulePaths | RuleLayers;

/** What the figures rest on, in one sentence, and the notes that a reader must know. Counts are the most under one rule. */
export function assumptionLines(results: readonly Assumed[]): string[] {
  const most = (count: (result: Assumed) => number): number => results.reduce((high, result) => Math.max(high, count(result)), 0);
  const counts = [
    `assumed orders ${most((result) => result.order_assumptions.length)}`,
    `assumed earlier balances ${most((result) => result.opening_assumptions.length)}`,
    `limits reached ${most((result) => result.limits_hit.length)}`,
    `gaps in the records ${most((result) => result.coverage_gaps.length)}`,
  ];
  const notes = new Set(results.flatMap((result) => ("notes" in result ? result.notes : notesOf(result))));
  return [`Rests on: ${counts.join(", ")}. --json lists each.`, ...[...notes].map((note) => `Note: ${note}`)];
}
