import { compareBytewise } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { type BackwardResult, type TraceRequest, type TraceResult, type TracingRule, tracingRules } from "@tributary/trace";
import { traceBackwardNaively } from "./naive-backward.ts";
import { toNaiveClaim } from "./naive-claim.ts";
import { passClaims } from "./naive-pass.ts";
import {
  conversionRows,
  coverageGapRows,
  flowRows,
  joinLimitRows,
  limitEntries,
  openingAssumptionRows,
  orderAssumptionRows,
  positionRows,
  watchesOf,
} from "./naive-rows.ts";
import { layOut, type NaiveWorld } from "./naive-world.ts";

export type NaiveAnswer = TraceResult | BackwardResult;

/**
 * The second implementation of the specification of tracing: plain, slow, written apart from the engine.
 * Fails with REQUEST_INVALID where the request has no meaning.
 */
export function naiveTrace(
  ledger: TraceLedger,
  request: TraceRequest,
): NaiveAnswer | { readonly results: Readonly<Record<TracingRule, NaiveAnswer>> } {
  const world = layOut(ledger, request);
  const { method } = request;
  if (method !== "all") return answer(world, method);
  const [fifo, lifo, proRata, libr, pifo, poison] = tracingRules;
  return {
    results: {
      fifo: answer(world, fifo),
      lifo: answer(world, lifo),
      "pro-rata": answer(world, proRata),
      libr: answer(world, libr),
      pifo: answer(world, pifo),
      poison: answer(world, poison),
    },
  };
}

/** Forward under one rule, whatever the request's own method says. */
export function naiveForward(ledger: TraceLedger, request: TraceRequest, rule: TracingRule): TraceResult {
  return forward(layOut(ledger, request), rule);
}

/** Backward under one rule; the request must have a target. */
export function naiveBackward(ledger: TraceLedger, request: TraceRequest, rule: TracingRule): BackwardResult {
  const world = layOut(ledger, request);
  if (request.target === null) throw new Error("broken invariant: a backward question without a target");
  return traceBackwardNaively(world, rule, request.target);
}

function answer(world: NaiveWorld, rule: TracingRule): NaiveAnswer {
  const { target } = world.request;
  return target === null ? forward(world, rule) : traceBackwardNaively(world, rule, target);
}

function forward(world: NaiveWorld, rule: TracingRule): TraceResult {
  const claims = world.request.claims.map((claim) => toNaiveClaim(claim, world.ledger));
  const tally = passClaims(world, rule, claims);
  return {
    method: rule,
    claims: [...tally.seeded.values()]
      .filter((row) => row.atoms > 0n)
      .sort((a, b) => a.label - b.label || compareBytewise(a.asset, b.asset))
      .map((row) => ({ claim: claims[row.label]?.id ?? "", asset: row.asset, seeded_atoms: row.atoms.toString() })),
    positions: positionRows(world, tally, claims),
    flows: flowRows(world, tally, claims),
    conversions: conversionRows(tally, claims),
    order_assumptions: orderAssumptionRows(world, tally.heldAccounts),
    opening_assumptions: openingAssumptionRows(world, tally),
    limits_hit: joinLimitRows(world, limitEntries(world, tally)),
    coverage_gaps: coverageGapRows(world, watchesOf(world, tally, claims)),
  };
}
