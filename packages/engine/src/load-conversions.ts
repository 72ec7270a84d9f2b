import { type Conversion, compareTransfers } from "@tributary/domain";
import type { NamedTransfer, TraceLedger } from "@tributary/ledger";
import { conversionsByLegs, transfersAtInstants, transfersByNames, transfersPaidAt } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { TraceRequest } from "@tributary/trace";
import { connectedTransfers } from "./connected-transfers.ts";

export type Exchanges = Pick<TraceLedger, "conversions" | "transfers">;

/**
 * Conversions with any of the transfers as a leg, and all that decides whether they act: their legs, those that contend with them for one, what
 * the receivers of in legs that stand too early pay at that instant, and so on for the conversions of these payments. The others belong to other questions.
 */
export async function loadConversions(store: Store, request: TraceRequest, start: readonly NamedTransfer[]): Promise<Exchanges> {
  const asked = new Set<string>();
  const conversions = new Map<string, Conversion>();
  const known = new Map(start.map((transfer) => [transfer.name, transfer]));
  const besides = new Map<string, NamedTransfer>();
  const keep = (transfers: readonly NamedTransfer[]): void => {
    for (const transfer of transfers) {
      known.set(transfer.name, transfer);
      besides.set(transfer.name, transfer);
    }
  };
  let names = start.map((transfer) => transfer.name);
  while (names.length > 0) {
    for (const name of names) asked.add(name);
    const news = (await store.query(conversionsByLegs, { names })).filter((conversion) => !conversions.has(conversion.id));
    for (const conversion of news) conversions.set(conversion.id, conversion);
    const legNames = [...new Set(news.flatMap(legsOf))];
    const missing = legNames.filter((name) => !known.has(name));
    if (missing.length > 0) keep(await store.query(transfersByNames, { names: missing }));
    const legs = legNames.flatMap((name) => known.get(name) ?? []);
    for (const leg of legs) besides.set(leg.name, leg);
    const early = news.flatMap((conversion) => findEarly(conversion, { known, request }));
    if (early.length > 0 && request.sameTime !== "recorded") {
      const instants = [...new Set(early.map((leg) => leg.occurredAt))];
      keep(connectedTransfers(legs, await store.query(transfersAtInstants, { instants })));
    }
    const paid = await loadPayments(store, early);
    keep(paid);
    names = [...new Set([...legNames, ...paid.map((transfer) => transfer.name)])].filter((name) => !asked.has(name));
  }
  return { conversions: [...conversions.values()], transfers: [...besides.values()] };
}

interface Known {
  readonly known: ReadonlyMap<string, NamedTransfer>;
  readonly request: TraceRequest;
}

/** In legs of one transaction that can stand before an out leg in the order traced. */
function findEarly({ basis, outTransfers, inTransfers }: Conversion, { known, request }: Known): NamedTransfer[] {
  if (basis !== "same-transaction" && request.sameTime === "recorded") return [];
  const find = (names: readonly string[]): NamedTransfer[] => names.flatMap((name) => known.get(name) ?? []);
  const out = find(outTransfers);
  const canBeEarly = (leg: NamedTransfer, other: NamedTransfer): boolean =>
    other.occurredAt === leg.occurredAt && (request.sameTime !== "recorded" || compareTransfers(leg, other) < 0);
  const { until } = request;
  return find(inTransfers).filter(
    (leg) => (until === null || leg.occurredAt <= until) && out.some((other) => canBeEarly(leg, other)),
  );
}

/** What the receivers of the transfers pay at their instants. */
async function loadPayments(store: Store, transfers: readonly NamedTransfer[]): Promise<readonly NamedTransfer[]> {
  if (transfers.length === 0) return [];
  return store.query(transfersPaidAt, {
    accounts: transfers.map(({ to }) => to),
    instants: transfers.map(({ occurredAt }) => occurredAt),
  });
}

/** Names of the transfers that a conversion is made of. */
function legsOf({ outTransfers, inTransfers }: Conversion): readonly string[] {
  return [...outTransfers, ...inTransfers];
}
