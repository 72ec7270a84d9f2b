import { compareBytewise } from "@tributary/domain";
import { type TracingRule, tracingRules } from "@tributary/trace";
import type { CellColumn } from "./schedule.ts";

/** The rules that follow amounts. Poison is exposure and never stands in a column beside them. */
export const amountRules: readonly TracingRule[] = tracingRules.filter((rule) => rule !== "poison");

/** An amount under each rule that was run, in atoms; a rule under which nothing came is 0. */
export type RuleSums = ReadonlyMap<TracingRule, bigint>;

/** The records of one rule. */
export interface RuleRecords<Row> {
  readonly rule: TracingRule;
  readonly rows: readonly Row[];
}

export interface SummedGroup<Row> {
  /** The first record of the group: what its key fields say. */
  readonly first: Row;
  readonly sums: RuleSums;
}

/**
 * Sums records with equal keys, rule by rule. Every group has a sum for every rule given, so that
 * "nothing under this rule" counts in the least and the most. Groups stand in the order of their keys.
 */
export function sumByRule<Row>(
  results: readonly RuleRecords<Row>[],
  keyOf: (row: Row) => string,
  atomsOf: (row: Row) => bigint,
): SummedGroup<Row>[] {
  const groups = new Map<string, { first: Row; sums: Map<TracingRule, bigint> }>();
  for (const { rule, rows } of results) {
    for (const row of rows) {
      const key = keyOf(row);
      const group = groups.get(key) ?? { first: row, sums: new Map(results.map((result) => [result.rule, 0n])) };
      group.sums.set(rule, (group.sums.get(rule) ?? 0n) + atomsOf(row));
      groups.set(key, group);
    }
  }
  return [...groups.entries()].sort(([a], [b]) => compareBytewise(a, b)).map(([, group]) => group);
}

/** The least over the rules; 0 where there is none. */
export function leastOf(sums: RuleSums): bigint {
  return ascending(sums).at(0) ?? 0n;
}

/** The most over the rules; 0 where there is none. */
export function mostOf(sums: RuleSums): bigint {
  return ascending(sums).at(-1) ?? 0n;
}

function ascending(sums: RuleSums): bigint[] {
  return [...sums.values()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** One column a rule, then the least and the most over the rules that were run. */
export function ruleColumns<Source>(sumsOf: (source: Source) => RuleSums): CellColumn<Source>[] {
  const columns = amountRules.map(
    (rule): CellColumn<Source> => ({
      name: `${rule.replace("-", "_")}_atoms`,
      meaning: `amount under ${rule}, in atoms; empty where the rule was not asked for`,
      cell: (source) => sumsOf(source).get(rule)?.toString() ?? null,
    }),
  );
  return [
    ...columns,
    { name: "least_atoms", meaning: "least over the rules asked for", cell: (source) => leastOf(sumsOf(source)).toString() },
    { name: "most_atoms", meaning: "most over the rules asked for", cell: (source) => mostOf(sumsOf(source)).toString() },
  ];
}
