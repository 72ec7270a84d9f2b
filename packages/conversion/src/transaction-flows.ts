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
  const asset = /^(?:mint|destroyed):(.+)$/.exec(account)?.[1];
  return asset === undefined ? account : (contractOf(asset) ?? asset);
}

/** What an account gained (above zero) and gave (below), by class of asset; classes that close to zero are left out. */
export function netByClass(
  transfers: readonly Transfer[],
  of: { readonly node: string; readonly classOf: (asset: AssetId) => AssetId },
): Map<AssetId, bigint> {
  const net = new Map<AssetId, bigint>();
  for (const { from, to, asset, atoms } of transfers) {
    const change = (nodeOf(to) === of.node ? atoms : 0n) - (nodeOf(from) === of.node ? atoms : 0n);
    const assetClass = of.classOf(asset);
    if (change !== 0n) net.set(assetClass, (net.get(assetClass) ?? 0n) + change);
  }
  for (const [assetClass, change] of net) if (change === 0n) net.delete(assetClass);
  return net;
}
