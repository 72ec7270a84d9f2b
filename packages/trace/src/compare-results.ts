import { compareBytewise, fail } from "@tributary/domain";
import { compareFields } from "./compare-fields.ts";
import { compareRows, type TableDifference } from "./compare-rows.ts";
import { type ResultRows, type ResultTableName, resultTables } from "./result-tables.ts";
import type { TraceDocument } from "./trace.ts";
import { type TracingRule, tracingRules } from "./trace-request.ts";
import type { BackwardResult, OriginRow, PositionRow, TraceResult } from "./trace-result.ts";

/** What differs between two answers to one request. Where nothing does, `same` is true and every list of rows is empty. */
export interface ResultDifference {
  readonly same: boolean;
  /** By rule, those of the two documents. */
  readonly results: Readonly<Partial<Record<TracingRule, RuleDifference>>>;
}

export interface RuleDifference {
  readonly same: boolean;
  /** Forward: positions by claim, asset and status. Backward: origins by asset and kind. Bytewise in that order. */
  readonly totals: readonly TotalRow[];
  readonly tables: { readonly [Name in ResultTableName]?: TableDifference<ResultRows[Name]> };
  /** Of a backward result. */
  readonly sums_close?: { readonly before: boolean; readonly after: boolean };
}

/** Sums of atoms, decimal text; `difference` is after less before and may be negative. */
export interface TotalRow {
  /** Null where rows have no claim: origins. */
  readonly claim: string | null;
  readonly asset: string;
  /** A position's status, or `transfer` or `opening` of an origin. */
  readonly status: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
}

/**
 * Compares two answers to the same request: rows that are new, gone or changed, and the totals. It follows from the two documents alone, and
 * `after` can be rebuilt from `before` and the difference. Throws `REQUEST_INVALID` where the two are not of one direction and the same rules.
 */
export function compareResults(before: TraceDocument, after: TraceDocument): ResultDifference {
  const [left, right] = [resultsOf(before), resultsOf(after)];
  const rules = tracingRules.filter((rule) => left.has(rule) || right.has(rule));
  const results = rules.map((rule) => [rule, compareRule(left.get(rule), right.get(rule), rule)] as const);
  return { same: results.every(([, difference]) => difference.same), results: Object.fromEntries(results) };
}

/** The results of a document, by rule in the order of the rules. */
export function resultsOf(document: TraceDocument): ReadonlyMap<TracingRule, TraceResult | BackwardResult> {
  const results: readonly (TraceResult | BackwardResult | undefined)[] =
    "results" in document ? tracingRules.map((rule) => document.results[rule]) : [document];
  return new Map(results.flatMap((result) => (result === undefined ? [] : [[result.method, result] as const])));
}

type Side = TraceResult | BackwardResult | undefined;

function compareRule(before: Side, after: Side, rule: TracingRule): RuleDifference {
  if (before === undefined || after === undefined) return unlike(`an answer under ${rule} on one side only`);
  if ("origins" in before) return "origins" in after ? compareBackward(before, after) : unlike("a backward and a forward answer");
  return "origins" in after ? unlike("a forward and a backward answer") : compareForward(before, after);
}

function unlike(found: string): never {
  return fail("REQUEST_INVALID", { found, expected: "two answers to the same request" });
}

function compareForward(before: TraceResult, after: TraceResult): RuleDifference {
  const tables = {
    claims: compareRows(resultTables.claims, { before: before.claims, after: after.claims }),
    positions: compareRows(resultTables.positions, { before: before.positions, after: after.positions }),
    ...compareShared(before, after),
  };
  const totals = compareTotals(before.positions.map(countPosition), after.positions.map(countPosition));
  return { same: areSame(tables), totals, tables };
}

function compareBackward(before: BackwardResult, after: BackwardResult): RuleDifference {
  const tables = {
    origins: compareRows(resultTables.origins, { before: before.origins, after: after.origins }),
    ...compareShared(before, after),
  };
  const totals = compareTotals(before.origins.map(countOrigin), after.origins.map(countOrigin));
  const sums = { before: before.sums_close, after: after.sums_close };
  return { same: areSame(tables) && sums.before === sums.after, totals, tables, sums_close: sums };
}

function compareShared(before: TraceResult | BackwardResult, after: TraceResult | BackwardResult): RuleDifference["tables"] {
  return {
    flows: compareRows(resultTables.flows, { before: before.flows, after: after.flows }),
    conversions: compareRows(resultTables.conversions, { before: before.conversions, after: after.conversions }),
    order_assumptions: compareRows(resultTables.order_assumptions, {
      before: before.order_assumptions,
      after: after.order_assumptions,
    }),
    opening_assumptions: compareRows(resultTables.opening_assumptions, {
      before: before.opening_assumptions,
      after: after.opening_assumptions,
    }),
    limits_hit: compareRows(resultTables.limits_hit, { before: before.limits_hit, after: after.limits_hit }),
    coverage_gaps: compareRows(resultTables.coverage_gaps, { before: before.coverage_gaps, after: after.coverage_gaps }),
  };
}

function areSame(tables: RuleDifference["tables"]): boolean {
  return Object.values(tables).every(
    ({ added, removed, changed, reordered }) => added.length + removed.length + changed.length + reordered.length === 0,
  );
}

interface Counted {
  readonly claim: string | null;
  readonly asset: string;
  readonly status: string;
  readonly atoms: string;
}

function countPosition({ claim, asset, status, atoms }: PositionRow): Counted {
  return { claim, asset, status, atoms };
}

function countOrigin(row: OriginRow): Counted {
  return { claim: null, asset: row.asset, status: "transfer" in row ? "transfer" : "opening", atoms: row.atoms };
}

interface Total {
  readonly claim: string | null;
  readonly asset: string;
  readonly status: string;
  before: bigint;
  after: bigint;
}

function compareTotals(before: readonly Counted[], after: readonly Counted[]): TotalRow[] {
  const totals = new Map<string, Total>();
  const totalOf = ({ claim, asset, status }: Counted): Total => {
    const key = JSON.stringify([claim, asset, status]);
    const total = totals.get(key) ?? { claim, asset, status, before: 0n, after: 0n };
    totals.set(key, total);
    return total;
  };
  for (const row of before) totalOf(row).before += BigInt(row.atoms);
  for (const row of after) totalOf(row).after += BigInt(row.atoms);
  return [...totals.values()].sort(byName).map((total) => ({
    ...total,
    before: total.before.toString(),
    after: total.after.toString(),
    difference: (total.after - total.before).toString(),
  }));
}

function byName(a: Total, b: Total): number {
  return compareBytewise(a.claim ?? "", b.claim ?? "") || compareFields([a.asset, a.status], [b.asset, b.status]);
}
