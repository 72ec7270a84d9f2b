import type { AssetId, Transfer } from "@tributary/domain";
import { contractOf, isNative } from "./transaction-flows.ts";

/** A native amount and the same amount of the token that stands for it, in one transaction. */
export interface Wrap {
  readonly kind: "wrap" | "unwrap";
  readonly paid: Transfer;
  readonly received: Transfer;
  readonly token: AssetId;
}

/**
 * Wrapped native assets, by what they do: native atoms go to a token's own contract and the same number of atoms of the token is minted to the
 * payer, or atoms of the token are destroyed and the contract pays the holder as many native ones. Each transfer is in one wrap at most.
 */
export function findWraps(transfers: readonly Transfer[]): Wrap[] {
  const natives = groupNatives(transfers);
  if (natives.size === 0) return [];
  const wraps: Wrap[] = [];
  for (const token of transfers) {
    const contract = contractOf(token.asset);
    if (contract === undefined) continue;
    if (token.from === `mint:${token.asset}`) {
      const native = natives.get(keyOf(token.to, contract, token.atoms))?.shift();
      if (native !== undefined) wraps.push({ kind: "wrap", paid: native, received: token, token: token.asset });
    } else if (token.to === `destroyed:${token.asset}`) {
      const native = natives.get(keyOf(contract, token.from, token.atoms))?.shift();
      if (native !== undefined) wraps.push({ kind: "unwrap", paid: token, received: native, token: token.asset });
    }
  }
  return wraps;
}

function groupNatives(transfers: readonly Transfer[]): Map<string, Transfer[]> {
  const groups = new Map<string, Transfer[]>();
  for (const transfer of transfers) {
    if (!isNative(transfer.asset)) continue;
    const key = keyOf(transfer.from, transfer.to, transfer.atoms);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [transfer]);
    else group.push(transfer);
  }
  return groups;
}

function keyOf(from: string, to: string, atoms: bigint): string {
  return `${from} ${to} ${atoms}`;
}
