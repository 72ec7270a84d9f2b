import type { AccountId } from "@tributary/domain";
import { type AddressedOutpoint, indexOutpoints, type OutpointIndex } from "@tributary/ledger";
import { balancesByAccounts, outpointsOfAccounts } from "@tributary/queries";
import type { Store } from "@tributary/store";
import type { TraceRequest } from "@tributary/trace";

/** The outpoints among the accounts with their addresses, and all outpoints of the addresses among them. */
export async function loadOutpoints(store: Store, accounts: readonly AccountId[]): Promise<readonly AddressedOutpoint[]> {
  return accounts.length === 0 ? [] : store.query(outpointsOfAccounts, { accounts });
}

/** What the accounts from which a question starts stand for. */
export async function loadStarts(store: Store, { claims, target }: TraceRequest): Promise<OutpointIndex> {
  const seeded = claims.flatMap((claim) => ("account" in claim ? [claim.account] : []));
  const aimed = target !== null && "account" in target ? [target.account] : [];
  return indexOutpoints(await loadOutpoints(store, [...seeded, ...aimed]));
}

/**
 * Adds the other outpoints of addresses whose balance is known: the balance is of all of them together, so what one of those in reach started with
 * rests on what all of them paid and received.
 */
export async function addBalancedOutpoints(
  store: Store,
  request: TraceRequest,
  accounts: readonly AccountId[],
): Promise<readonly AccountId[]> {
  const addresses = [...new Set((await loadOutpoints(store, accounts)).map((row) => row.address))];
  if (addresses.length === 0) return accounts;
  const stated = await store.query(balancesByAccounts, { accounts: addresses });
  const listed = typeof request.openings === "string" ? [] : request.openings;
  const balanced = new Set([...stated, ...listed].map((balance) => balance.account));
  const others = await loadOutpoints(
    store,
    addresses.filter((address) => balanced.has(address)),
  );
  return [...new Set([...accounts, ...others.flatMap(({ outpoint, address }) => [outpoint, address])])];
}
