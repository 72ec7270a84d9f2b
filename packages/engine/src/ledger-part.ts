import type { AccountId, Conversion } from "@tributary/domain";
import { isMovement, type NamedTransfer } from "@tributary/ledger";
import { transfersByNames, transfersLeavingAccounts, transfersReachingAccounts } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { actingConversions, type TraceRequest } from "@tributary/trace";
import { loadConversions } from "./load-conversions.ts";

/** Money on its way from one account to another: by a transfer of its own, or by a conversion that acts. */
export interface Passage {
  /** What is paid, and what is received of it: one transfer, or an out leg and an in leg. */
  readonly paid: NamedTransfer;
  readonly received: NamedTransfer;
}

/** `paid`: what an account pays. `received`: what it receives. */
export type Side = "paid" | "received";

/** The part of the ledger that is loaded for one question, which grows as its walk goes on. */
export interface LedgerPart {
  /** Loads what the accounts pay, or what they receive, and what decides which of it are legs of conversions that act. */
  readonly loadSide: (side: Side, accounts: Iterable<AccountId>) => Promise<void>;
  readonly loadTransfers: (names: readonly string[]) => Promise<readonly NamedTransfer[]>;
  /** Of an account whose side is loaded. */
  readonly transfersOf: (side: Side, account: AccountId) => readonly NamedTransfer[];
  /**
   * The ways of money that the transfer is a part of. None for the other side of a conversion that acts: an out leg leads from its payer to the
   * receivers of the in legs, and nothing to its own receiver.
   */
  readonly passagesOf: (transfer: NamedTransfer) => readonly Passage[];
  readonly transfers: () => readonly NamedTransfer[];
  readonly conversions: () => readonly Conversion[];
}

interface Loading {
  readonly store: Store;
  readonly request: TraceRequest;
  readonly transfers: Map<string, NamedTransfer>;
  readonly conversions: Map<string, Conversion>;
  /** By leg: the conversion that acts. */
  readonly acting: Map<string, Conversion>;
  /** Transfers whose conversions are loaded. */
  readonly decided: Set<string>;
}

export function createLedgerPart(store: Store, request: TraceRequest): LedgerPart {
  const loading: Loading = {
    store,
    request,
    transfers: new Map(),
    conversions: new Map(),
    acting: new Map(),
    decided: new Set(),
  };
  const bySide = { paid: new Map<AccountId, NamedTransfer[]>(), received: new Map<AccountId, NamedTransfer[]>() };
  return {
    loadSide: async (side, accounts) => {
      const missing = [...accounts].filter((account) => !bySide[side].has(account));
      if (missing.length === 0) return;
      const query = side === "paid" ? transfersLeavingAccounts : transfersReachingAccounts;
      const found = keep(loading, await store.query(query, { accounts: missing, until: request.until }));
      for (const account of missing) bySide[side].set(account, []);
      for (const transfer of found) bySide[side].get(side === "paid" ? transfer.from : transfer.to)?.push(transfer);
      await decide(loading, found);
    },
    loadTransfers: async (names) => {
      if (names.length === 0) return [];
      const found = keep(loading, await store.query(transfersByNames, { names: [...new Set(names)] }));
      await decide(loading, found);
      return found;
    },
    transfersOf: (side, account) => bySide[side].get(account) ?? [],
    passagesOf: (transfer) => listPassages(loading, transfer),
    transfers: () => [...loading.transfers.values()],
    conversions: () => [...loading.conversions.values()],
  };
}

/** A transfer that both of its ends load is kept once. */
function keep({ transfers }: Loading, found: readonly NamedTransfer[]): readonly NamedTransfer[] {
  return found.map((transfer) => {
    const known = transfers.get(transfer.name);
    if (known === undefined) transfers.set(transfer.name, transfer);
    return known ?? transfer;
  });
}

async function decide(loading: Loading, found: readonly NamedTransfer[]): Promise<void> {
  const { store, request, conversions, acting, decided } = loading;
  const news = found.filter((transfer) => !decided.has(transfer.name));
  if (news.length === 0) return;
  for (const transfer of news) decided.add(transfer.name);
  const exchanges = await loadConversions(store, request, news);
  keep(loading, exchanges.transfers);
  for (const conversion of exchanges.conversions) conversions.set(conversion.id, conversion);
  for (const conversion of actingConversions(exchanges, request)) {
    for (const name of [...conversion.outTransfers, ...conversion.inTransfers]) acting.set(name, conversion);
  }
}

function listPassages({ acting, transfers }: Loading, transfer: NamedTransfer): Passage[] {
  if (!isMovement(transfer)) return [];
  const conversion = acting.get(transfer.name);
  if (conversion === undefined) return [{ paid: transfer, received: transfer }];
  const find = (names: readonly string[]): NamedTransfer[] =>
    names.flatMap((name) => transfers.get(name) ?? []).filter(isMovement);
  if (conversion.outTransfers.includes(transfer.name)) {
    return find(conversion.inTransfers).map((received) => ({ paid: transfer, received }));
  }
  return find(conversion.outTransfers).map((paid) => ({ paid, received: transfer }));
}
