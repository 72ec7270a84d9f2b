import type { AccountId, AssetId } from "@tributary/domain";

/** One text for the pair; neither part contains a space. */
export function holdingOf(account: AccountId, asset: AssetId): string {
  return `${account} ${asset}`;
}

/** Special accounts never hold. */
export function isSpecial(account: AccountId): boolean {
  return account.startsWith("fee:") || account.startsWith("mint:") || account.startsWith("destroyed:");
}
