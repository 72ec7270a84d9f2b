import type { AssetId, Transfer } from "@tributary/domain";
import { netByClass, nodeOf } from "./transaction-flows.ts";

/** What one account did with one group of others that hang together without it. */
export interface Dealing {
  /** Of this account with the group, in ledger order. */
  readonly own: readonly Transfer[];
  /** Among the group. */
  readonly behind: readonly Transfer[];
  readonly gave: readonly AssetId[];
  readonly gained: readonly AssetId[];
  readonly net: ReadonlyMap<AssetId, bigint>;
}

export interface Flows {
  readonly transfers: readonly Transfer[];
  /** A wrapped native asset counts as the native one. */
  readonly classOf: (asset: AssetId) => AssetId;
}

/** An account's dealings: the transaction's flows fall apart where the account is taken out, and each part is one counterparty. */
export function dealingsOf(node: string, { transfers, classOf }: Flows): Dealing[] {
  const groupOf = joinGroups(transfers, node);
  const groups = new Map<string, { own: Transfer[]; behind: Transfer[] }>();
  for (const transfer of transfers) {
    const from = nodeOf(transfer.from);
    const isOwn = from === node || nodeOf(transfer.to) === node;
    const root = groupOf(from === node ? nodeOf(transfer.to) : from);
    const group = groups.get(root) ?? { own: [], behind: [] };
    groups.set(root, group);
    (isOwn ? group.own : group.behind).push(transfer);
  }
  return [...groups.values()]
    .filter(({ own }) => own.length > 0)
    .map(({ own, behind }) => {
      const net = netByClass(own, { node, classOf });
      const entries = [...net];
      return {
        own,
        behind,
        net,
        gave: entries.filter(([, change]) => change < 0n).map(([asset]) => asset),
        gained: entries.filter(([, change]) => change > 0n).map(([asset]) => asset),
      };
    });
}

/** Union by path halving over every transfer that does not touch `without`. */
function joinGroups(transfers: readonly Transfer[], without: string): (node: string) => string {
  const parents = new Map<string, string>();
  function rootOf(node: string): string {
    let current = node;
    for (;;) {
      const parent = parents.get(current) ?? current;
      if (parent === current) return current;
      const grandparent = parents.get(parent) ?? parent;
      parents.set(current, grandparent);
      current = grandparent;
    }
  }
  for (const transfer of transfers) {
    const from = nodeOf(transfer.from);
    const to = nodeOf(transfer.to);
    if (from !== without && to !== without) parents.set(rootOf(from), rootOf(to));
  }
  return rootOf;
}
