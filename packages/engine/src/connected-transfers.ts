import type { AccountId, UtcMicros } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";

/**
 * Of transfers at the instants of a question, those that can move its own in the order traced: the ones that hang together with them over
 * accounts within one instant. A transfer waits only for transfers of its own accounts, so groups that share no account are put in order
 * each for itself, and what other people did at the same instant is neither needed nor told.
 */
export function connectedTransfers(own: readonly NamedTransfer[], atInstants: readonly NamedTransfer[]): NamedTransfer[] {
  const touched = new Map<UtcMicros, Set<AccountId>>();
  for (const { occurredAt, from, to } of own) {
    const accounts = touched.get(occurredAt) ?? new Set();
    touched.set(occurredAt, accounts.add(from).add(to));
  }
  return [...groupByInstant(atInstants)].flatMap(([instant, transfers]) => spread(transfers, touched.get(instant) ?? new Set()));
}

function groupByInstant(transfers: readonly NamedTransfer[]): ReadonlyMap<UtcMicros, readonly NamedTransfer[]> {
  const groups = new Map<UtcMicros, NamedTransfer[]>();
  for (const transfer of transfers) {
    const group = groups.get(transfer.occurredAt);
    if (group === undefined) groups.set(transfer.occurredAt, [transfer]);
    else group.push(transfer);
  }
  return groups;
}

/** The transfers that share an account with the given ones, directly or over each other. */
function spread(transfers: readonly NamedTransfer[], start: ReadonlySet<AccountId>): NamedTransfer[] {
  const byAccount = new Map<AccountId, NamedTransfer[]>();
  for (const transfer of transfers) {
    for (const account of [transfer.from, transfer.to]) {
      const list = byAccount.get(account);
      if (list === undefined) byAccount.set(account, [transfer]);
      else list.push(transfer);
    }
  }
  const reached = new Set(start);
  // A set that grows while it is walked is walked to its end.
  for (const account of reached) for (const { from, to } of byAccount.get(account) ?? []) reached.add(from).add(to);
  return transfers.filter(({ from }) => reached.has(from));
}
