import { type Conversion, compareTransfers, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { conversionsByLegs, transfersLeavingAccounts } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { uniteBy } from "./unite-by.ts";

/**
 * Conversions with any of the transfers as a leg, those that contend with them for a leg, and so on: which of several acts on a transfer is
 * decided among all that name it. The others belong to other questions.
 */
export async function loadConversions(store: Store, names: readonly string[]): Promise<readonly Conversion[]> {
  const asked = new Set<string>();
  let found: readonly Conversion[] = [];
  let news = [...new Set(names)];
  while (news.length > 0) {
    for (const name of news) asked.add(name);
    const more = await store.query(conversionsByLegs, { names: news });
    found = uniteBy([...found, ...more], (conversion) => conversion.id);
    news = [...new Set(more.flatMap(legsOf))].filter((name) => !asked.has(name));
  }
  return found;
}

export interface LoadedExchanges {
  readonly conversions: readonly Conversion[];
  /** Their legs among them. */
  readonly transfers: readonly NamedTransfer[];
  readonly until: UtcMicros | null;
}

/**
 * What the receivers of exchanges that a transaction lists out of order pay at that instant. Whether such an exchange acts depends on it, and it can
 * do so at an account in reach while its receiver is out of it.
 */
export async function loadPassedOn(store: Store, loaded: LoadedExchanges): Promise<readonly NamedTransfer[]> {
  const byName = new Map(loaded.transfers.map((transfer) => [transfer.name, transfer]));
  const find = (names: readonly string[]): NamedTransfer[] => names.flatMap((name) => byName.get(name) ?? []);
  const outOfOrder = loaded.conversions.flatMap(({ basis, outTransfers, inTransfers }) => {
    const last = find(outTransfers).sort(compareTransfers).at(-1);
    const received = basis === "same-transaction" && last !== undefined ? find(inTransfers) : [];
    return received.filter((leg) => last !== undefined && compareTransfers(leg, last) < 0);
  });
  if (outOfOrder.length === 0) return [];
  const places = new Set(outOfOrder.map(({ to, occurredAt }) => `${to} ${occurredAt}`));
  const accounts = [...new Set(outOfOrder.map(({ to }) => to))];
  const paid = await store.query(transfersLeavingAccounts, { accounts, until: loaded.until });
  return paid.filter(({ from, occurredAt }) => places.has(`${from} ${occurredAt}`));
}

/** Names of the transfers that a conversion is made of. */
export function legsOf({ outTransfers, inTransfers }: Conversion): readonly string[] {
  return [...outTransfers, ...inTransfers];
}
