import type { AccountId, AssetId, Transfer } from "@tributary/domain";

/** What an account held of an asset before some transfers and after them, as the token itself says. */
export interface BalanceChange {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly before: bigint;
  readonly after: bigint;
}

/** A balance that the transfers do not bring about: a token that takes a fee, rebases, or says something else than it does. */
export interface UnexplainedBalance extends BalanceChange {
  /** What the transfers make of `before`; may be below zero. */
  readonly expected: bigint;
}

/** Holds balances against all transfers between the two times at which they were asked. */
export function findUnexplainedBalances(
  transfers: readonly Transfer[],
  changes: readonly BalanceChange[],
): readonly UnexplainedBalance[] {
  const sums = new Map<string, bigint>();
  const add = (account: AccountId, asset: AssetId, atoms: bigint): void => {
    const key = `${account} ${asset}`;
    sums.set(key, (sums.get(key) ?? 0n) + atoms);
  };
  for (const { from, to, asset, atoms } of transfers) {
    add(from, asset, -atoms);
    add(to, asset, atoms);
  }
  return changes
    .map((change) => ({ ...change, expected: change.before + (sums.get(`${change.account} ${change.asset}`) ?? 0n) }))
    .filter(({ after, expected }) => after !== expected);
}
