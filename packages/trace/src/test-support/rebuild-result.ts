import type { ResultDifference, RuleDifference } from "../compare-results.ts";
import type { TableDifference } from "../compare-rows.ts";

/** What `after` must be, from `before` and the difference alone. */
export function rebuildRows<Row extends object>(before: readonly Row[], difference: TableDifference<Row>): Row[] {
  const removed = new Set(difference.removed.map(({ at }) => at));
  const changed = new Map(difference.changed.map((change) => [change.at_before, change.after]));
  const kept = before.flatMap((row, at) => (removed.has(at) ? [] : [changed.get(at) ?? row]));
  const runs = difference.reordered.length === 0 ? [{ first: 0, count: kept.length }] : difference.reordered;
  const ordered = runs.flatMap(({ first, count }) => kept.slice(first, first + count));
  const rows = new Map(difference.added.map(({ at, row }) => [at, row]));
  const rest = ordered.values();
  return Array.from({ length: difference.rows_after }, (_, at) => {
    const row = rows.get(at) ?? rest.next().value;
    if (row === undefined) throw new Error("a difference with fewer rows than it says");
    return row;
  });
}

/** The difference with its sides exchanged. */
export function mirrorRows<Row extends object>(difference: TableDifference<Row>): TableDifference<Row> {
  const changed = difference.changed.map((change) => ({
    at_before: change.at_after,
    at_after: change.at_before,
    before: change.after,
    after: change.before,
    columns: change.columns,
    difference: Object.fromEntries(Object.entries(change.difference).map(([name, atoms]) => [name, (-BigInt(atoms)).toString()])),
  }));
  return {
    rows_before: difference.rows_after,
    rows_after: difference.rows_before,
    added: difference.removed,
    removed: difference.added,
    changed: changed.sort((a, b) => a.at_after - b.at_after),
    reordered: mirrorRuns(difference.reordered),
  };
}

/** The inverse of an order that is told in runs. */
function mirrorRuns(runs: TableDifference<object>["reordered"]): TableDifference<object>["reordered"] {
  let next = 0;
  const placed = runs.map(({ first, count }) => {
    const at = next;
    next += count;
    return { first: at, count, from: first };
  });
  return placed.sort((a, b) => a.from - b.from).map(({ first, count }) => ({ first, count }));
}

/** The whole difference with its sides exchanged. */
export function mirrorResults({ same, results }: ResultDifference): ResultDifference {
  return { same, results: Object.fromEntries(Object.entries(results).map(([rule, each]) => [rule, mirrorRule(each)])) };
}

function mirrorRule({ same, totals, tables, sums_close }: RuleDifference): RuleDifference {
  const mirrored = Object.entries(tables).map(([name, table]) => [name, mirrorRows<object>(table)]);
  return {
    same,
    totals: totals.map((total) => ({
      ...total,
      before: total.after,
      after: total.before,
      difference: (-BigInt(total.difference)).toString(),
    })),
    tables: Object.fromEntries(mirrored),
    ...(sums_close === undefined ? {} : { sums_close: { before: sums_close.after, after: sums_close.before } }),
  };
}
