import type { AccountId, AssetId, Transfer } from "@tributary/domain";

/** The movements of one transaction that can be part of an exchange, in ledger order: fees, zero amounts and self-transfers left out. */
export function exchangeableTransfers(transfers: readonly Transfer[]): Transfer[] {
  return transfers.filter((transfer) => transfer.atoms > 0n && transfer.from !== transfer.to && !isFee(transfer));
}

/** `fee:` takes the burned part; the part that goes to the block's beneficiary is known by its id alone. */
function isFee({ id, to }: Transfer): boolean {
  return to.startsWith("fee:") || /:[a-z-]*fee[a-z-]*$/.test(id);
}

const tokenForm = /^(.+)\/(?:erc20|trc20):(.+)$/;

/** The account of the contract that issues a token; undefined for other assets. */
export function contractOf(asset: string): string | undefined {
  const token = tokenForm.exec(asset);
  return token === null ? undefined : `${token[1]}:${token[2]}`;
}

/** The native asset of a chain, as its identifier says. */
export function isNative(asset: AssetId): boolean {
  return asset.includes("/slip44:");
}

/** Where value stands between two transfers: an account, or a token's contract together with what it mints and destroys. */
export function nodeOf(account: AccountId): string {
  if (!account.startsWith("mint:") && !account.startsWith("destroyed:")) return account;
  const asset = account.slice(account.indexOf(":") + 1);
  return contractOf(asset) ?? asset;
}

/** What each place gained (above zero) and gave (below), by class of asset; classes that close to zero are left out. */
export function netByNode(
  transfers: readonly Transfer[],
  classOf: (asset: AssetId) => AssetId,
): Map<string, Map<AssetId, bigint>> {
  const nets = new Map<string, Map<AssetId, bigint>>();
  const add = (node: string, assetClass: AssetId, change: bigint): void => {
    const net = nets.get(node) ?? new Map<AssetId, bigint>();
    nets.set(node, net);
    const sum = (net.get(assetClass) ?? 0n) + change;
    if (sum === 0n) net.delete(assetClass);
    else net.set(assetClass, sum);
  };
  for (const { from, to, asset, atoms } of transfers) {
    add(nodeOf(from), classOf(asset), -atoms);
    add(nodeOf(to), classOf(asset), atoms);
  }
  return nets;
}

/** The same for one place alone. */
export function netByClass(
  transfers: readonly Transfer[],
  of: { readonly node: string; readonly classOf: (asset: AssetId) => AssetId },
): ReadonlyMap<AssetId, bigint> {
  const touching = transfers.filter(({ from, to }) => nodeOf(from) === of.node || nodeOf(to) === of.node);
  return netByNode(touching, of.classOf).get(of.node) ?? new Map();
}
