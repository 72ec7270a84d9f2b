import { arbitraryTrace, everyFeature, requestOf, type TraceCase, transferClaim } from "@tributary/testkit";
import { type TracingRule, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import { type Implementation, namedBy, sumOf } from "./implementation.ts";

/** Law 7, first half: what an origin brings is what a forward trace with it as the only claim brings to the target. */
export function backwardIsForward(implementation: Implementation): fc.IProperty<unknown> {
  const cases = arbitraryTrace({ ...everyFeature, isBackward: true }).filter(
    ({ ledger, request }) => request.target !== null && ("transfer" in request.target || ledger.conversions.length === 0),
  );
  return fc.property(cases, (traced) => {
    for (const rule of tracingRules) {
      const { origins } = implementation.backward(traced.ledger, traced.request, rule);
      for (const origin of origins) {
        if (!("transfer" in origin)) continue;
        const brought = bringsForward(implementation, traced, { name: origin.transfer, asset: origin.asset, rule });
        expect(brought, `${rule} ${origin.transfer}`).toBe(BigInt(origin.atoms));
      }
    }
  });
}

/**
 * Law 7, second half: under `fifo` and `lifo`, without limits, dust and conversions, the origins sum to the target. Tags may begin but
 * do not end: what an account received while it was a stop has no origin once it is none, and then the result says that sums are open.
 */
export function originsSum(implementation: Implementation): fc.IProperty<unknown> {
  const cases = arbitraryTrace({
    stops: true,
    tags: true,
    balances: true,
    until: true,
    outpoints: true,
    isBackward: true,
    transferCountMax: 14,
  });
  const withoutEnds = cases.map(({ ledger, request }) => {
    const tags = ledger.tags.map((tag) => ({ ...tag, validTo: null }));
    return { ledger: { ...ledger, tags }, request };
  });
  return fc.property(withoutEnds, (traced) => {
    const targets = targetsOf(traced);
    for (const rule of ["fifo", "lifo"] as const) {
      const { origins, sums_close: sumsClose } = implementation.backward(traced.ledger, traced.request, rule);
      for (const asset of new Set(targets.map((row) => row.asset))) {
        const wanted = targets.filter((row) => row.asset === asset).reduce((sum, row) => sum + row.atoms, 0n);
        expect(sumOf(origins.filter((row) => row.asset === asset).map((row) => row.atoms)), rule).toBe(wanted);
      }
      expect(sumsClose).toBe(true);
    }
  });
}

interface ForwardQuestion {
  readonly name: string;
  readonly asset: string;
  readonly rule: TracingRule;
}

function bringsForward({ forward }: Implementation, traced: TraceCase, { name, asset, rule }: ForwardQuestion): bigint {
  const { ledger, request } = traced;
  const limits = { ...requestOf().limits, dustAtoms: request.limits.dustAtoms };
  const result = forward(ledger, { ...request, target: null, claims: [transferClaim("origin", name)], limits }, rule);
  const targets = new Set(targetsOf(traced).flatMap((row) => (row.asset === asset ? [row.name] : [])));
  return sumOf(result.flows.filter((row) => targets.has(row.transfer)).map((row) => row.atoms));
}

/** The target's transfers. An account's window is asked without conversions: an out leg is no receipt of the account it names. */
function targetsOf({ ledger, request }: TraceCase) {
  const { target, until } = request;
  return ledger.transfers.filter((row) => {
    if (target === null || row.atoms === 0n || row.from === row.to) return false;
    if (until !== null && row.occurredAt > until) return false;
    if ("transfer" in target) return row.name === target.transfer;
    const isAfter = target.since === null || target.since <= row.occurredAt;
    return (
      namedBy(ledger, target.account).includes(row.to) && isAfter && (target.until === null || row.occurredAt <= target.until)
    );
  });
}
