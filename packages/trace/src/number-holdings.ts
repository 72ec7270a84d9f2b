import type { AccountId, AssetId } from "@tributary/domain";

/** Accounts and (account, asset) holdings by number, in the order met. Numbers are private to one plan. */
export interface Numbering {
  readonly accounts: readonly AccountId[];
  readonly holdings: readonly { readonly account: number; readonly asset: AssetId }[];
  /** Each account's holdings. */
  readonly holdingsOf: readonly (readonly number[])[];
  readonly numberOfAccount: ReadonlyMap<AccountId, number>;
  readonly numberOfHolding: (account: AccountId, asset: AssetId) => number | undefined;
}

export interface GrowingNumbering extends Numbering {
  readonly addAccount: (account: AccountId) => number;
  readonly addHolding: (account: AccountId, asset: AssetId) => number;
}

export function createNumbering(): GrowingNumbering {
  const accounts: AccountId[] = [];
  const holdings: { account: number; asset: AssetId }[] = [];
  const holdingsOf: number[][] = [];
  const numberOfAccount = new Map<AccountId, number>();
  const numbersByAsset: Map<AssetId, number>[] = [];
  const addAccount = (account: AccountId): number => {
    const known = numberOfAccount.get(account);
    if (known !== undefined) return known;
    numberOfAccount.set(account, accounts.length);
    holdingsOf.push([]);
    numbersByAsset.push(new Map());
    return accounts.push(account) - 1;
  };
  const addHolding = (account: AccountId, asset: AssetId): number => {
    const owner = addAccount(account);
    const known = numbersByAsset[owner]?.get(asset);
    if (known !== undefined) return known;
    const added = holdings.push({ account: owner, asset }) - 1;
    numbersByAsset[owner]?.set(asset, added);
    holdingsOf[owner]?.push(added);
    return added;
  };
  const numberOfHolding = (account: AccountId, asset: AssetId): number | undefined =>
    numbersByAsset[numberOfAccount.get(account) ?? -1]?.get(asset);
  return { accounts, holdings, holdingsOf, numberOfAccount, numberOfHolding, addAccount, addHolding };
}
