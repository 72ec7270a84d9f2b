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
  /** The movements in the order traced: an exchange within a transaction is given first and received after. */
  readonly events: readonly NamedTransfer[];
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
  let events = input.events;
  for (const conversion of [...input.ledger.conversions].sort((a, b) => compareBytewise(a.id, b.id))) {
    const names = [...conversion.outTransfers, ...conversion.inTransfers];
    const legs = names.filter((name) => events.some((event) => event.name === name));
    const isUsedBefore = legs.some((name) => used.has(name)) || new Set(legs).size < legs.length;
    const outLegs = events.filter((event) => conversion.outTransfers.includes(event.name));
    const inLegs = events.filter((event) => conversion.inTransfers.includes(event.name));
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
    else if (!standsBefore(events, outLegs, inLegs) && giveFirst(events, { conversion, outLegs, inLegs }) === null)
      unapplied.push({ conversion, limit: "conversion_order" });
    else {
      if (!standsBefore(events, outLegs, inLegs)) events = giveFirst(events, { conversion, outLegs, inLegs }) ?? events;
      applied.push({ conversion, outLegs, inLegs });
      for (const name of legs) used.add(name);
    }
  }
  return {
    events,
    applied,
    unapplied,
    outLegOf: new Map(applied.flatMap((plan) => plan.outLegs.map((leg) => [leg.name, plan]))),
    inLegOf: new Map(applied.flatMap((plan) => plan.inLegs.map((leg) => [leg.name, plan]))),
  };
}

/** The events with the in legs behind the last out leg; null where this is not one transaction, or an in leg was passed on before. */
function giveFirst(
  events: readonly NamedTransfer[],
  { conversion, outLegs, inLegs }: AppliedConversion,
): readonly NamedTransfer[] | null {
  if (conversion.basis !== "same-transaction") return null;
  const acts = [...outLegs, ...inLegs].map((leg) => JSON.stringify([leg.source, leg.reference, String(leg.occurredAt)]));
  if (new Set(acts).size > 1 || outLegs[0]?.reference === null) return null;
  const lastOut = events.findLastIndex((event) => outLegs.includes(event));
  for (const leg of inLegs)
    for (const event of events.slice(events.indexOf(leg) + 1, lastOut + 1))
      if (event.from === leg.to && event.asset === leg.asset) return null;
  const early = inLegs.filter((leg) => events.indexOf(leg) < lastOut);
  const before = events.slice(0, lastOut + 1).filter((event) => !early.includes(event));
  return [...before, ...early, ...events.slice(lastOut + 1)];
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
