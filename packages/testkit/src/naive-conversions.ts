import { type Conversion, compareBytewise } from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "@tributary/trace";

export interface AppliedConversion {
  readonly conversion: Conversion;
  readonly outLegs: readonly NamedTransfer[];
  readonly inLegs: readonly NamedTransfer[];
}

interface UnappliedConversion {
  readonly conversion: Conversion;
  readonly limit: "conversion_inferred" | "conversion_incomplete" | "conversion_order";
}

export interface ConversionPlan {
  /** By id, bytewise. */
  readonly applied: readonly AppliedConversion[];
  readonly unapplied: readonly UnappliedConversion[];
  /** Transfer name to the conversion of which it is an out leg, applied ones alone. */
  readonly outLegOf: ReadonlyMap<string, AppliedConversion>;
  readonly inLegOf: ReadonlyMap<string, AppliedConversion>;
}

interface PlanInput {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly events: readonly NamedTransfer[];
  readonly rows: readonly NamedTransfer[];
}

/** Decides which conversions the trace applies, and why the others are not (README of trace, items 8 and 16). */
export function planConversions(input: PlanInput): ConversionPlan {
  const applied: AppliedConversion[] = [];
  const unapplied: UnappliedConversion[] = [];
  const used = new Set<string>();
  for (const conversion of [...input.ledger.conversions].sort((a, b) => compareBytewise(a.id, b.id))) {
    const names = [...conversion.outTransfers, ...conversion.inTransfers];
    const legs = names.filter((name) => input.events.some((event) => event.name === name));
    const isUsedBefore = legs.some((name) => used.has(name)) || new Set(legs).size < legs.length;
    const outLegs = input.events.filter((event) => conversion.outTransfers.includes(event.name));
    const inLegs = input.events.filter((event) => conversion.inTransfers.includes(event.name));
    const isMissing = names.some((name) => !input.rows.some((row) => row.name === name));
    const isIncomplete =
      isUsedBefore ||
      isMissing ||
      outLegs.length === 0 ||
      inLegs.length === 0 ||
      outLegs.some((leg) => leg.from !== conversion.account || leg.asset !== outLegs[0]?.asset);
    if (conversion.basis === "inferred" && !input.request.includeInferred)
      unapplied.push({ conversion, limit: "conversion_inferred" });
    else if (isIncomplete) unapplied.push({ conversion, limit: "conversion_incomplete" });
    else if (!standsBefore(input.events, outLegs, inLegs)) unapplied.push({ conversion, limit: "conversion_order" });
    else {
      applied.push({ conversion, outLegs, inLegs });
      for (const name of legs) used.add(name);
    }
  }
  return {
    applied,
    unapplied,
    outLegOf: new Map(applied.flatMap((plan) => plan.outLegs.map((leg) => [leg.name, plan]))),
    inLegOf: new Map(applied.flatMap((plan) => plan.inLegs.map((leg) => [leg.name, plan]))),
  };
}

function standsBefore(
  events: readonly NamedTransfer[],
  outLegs: readonly NamedTransfer[],
  inLegs: readonly NamedTransfer[],
): boolean {
  const lastOut = Math.max(...outLegs.map((leg) => events.indexOf(leg)));
  const firstIn = Math.min(...inLegs.map((leg) => events.indexOf(leg)));
  return lastOut < firstIn;
}
