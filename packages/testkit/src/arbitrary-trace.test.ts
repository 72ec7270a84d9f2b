import { type TraceResult, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arbitraryTrace, everyFeature, type TraceCase } from "./arbitrary-trace.ts";
import { naiveBackward, naiveForward } from "./naive-trace.ts";

const forwardCases = fc.sample(arbitraryTrace(everyFeature), { numRuns: 3000, seed: 20_240_301 });
const backwardCases = fc.sample(arbitraryTrace({ ...everyFeature, isBackward: true }), { numRuns: 1500, seed: 20_240_301 });
const results = forwardCases.map((traced, place) => ({ traced, result: forward(traced, place) }));

function forward({ ledger, request }: TraceCase, place: number): TraceResult {
  return naiveForward(ledger, request, tracingRules[place % tracingRules.length] ?? "fifo");
}

const has = (status: string) => (result: TraceResult) => result.positions.some((row) => row.status === status);
const hits = (limit: string) => (result: TraceResult) => result.limits_hit.some((row) => row.limit === limit);

const situations: readonly (readonly [string, (result: TraceResult, traced: TraceCase) => boolean])[] = [
  ["value held", has("held")],
  ["value stopped", has("stopped")],
  ["value destroyed", has("destroyed")],
  ["value at a limit", has("limit")],
  ["dust", has("dust")],
  ["hops_max", hits("hops_max")],
  ["accounts_max", hits("accounts_max")],
  ["dust_atoms", hits("dust_atoms")],
  ["conversion_inferred", hits("conversion_inferred")],
  ["conversion_incomplete", hits("conversion_incomplete")],
  ["conversion_order", hits("conversion_order")],
  ["a conversion that carries value", (result) => result.conversions.length > 0],
  ["an order assumed", (result) => result.order_assumptions.length > 0],
  ["an opening assumed", (result) => result.opening_assumptions.length > 0],
  ["late lots", (result, { request }) => request.openings === "late" && result.opening_assumptions.length > 0],
  ["a gap in coverage", (result) => result.coverage_gaps.length > 0],
  ["two claims in one transfer", (result) => new Set(result.flows.map((row) => row.transfer)).size < result.flows.length],
  ["three hops", (result) => result.positions.some((row) => row.hops > 2)],
  ["amounts beyond 2^255", (result) => result.flows.some((row) => BigInt(row.atoms) > 2n ** 255n)],
];

describe("random ledgers reach every situation", () => {
  test.each(situations)("%s", (_situation, isReached) => {
    expect(results.filter(({ result, traced }) => isReached(result, traced)).length).toBeGreaterThanOrEqual(8);
  });

  test("backward: transfers, openings of every kind, several origins", () => {
    const origins = backwardCases.map(({ ledger, request }) => naiveBackward(ledger, request, "fifo").origins);
    const kinds = new Set(origins.flat().map((row) => ("opening" in row ? row.opening : "transfer")));
    expect([...kinds].sort()).toEqual(["inferred", "known", "late", "transfer", "unbounded"]);
    expect(origins.filter((rows) => rows.length > 2).length).toBeGreaterThanOrEqual(40);
  });
});
