/** One value for each account, asset and claim, made when it is first asked for. */
export interface ByHolding<Value> {
  readonly get: (account: string, of: ClaimAsset) => Value;
  /** In the order in which they were made. */
  readonly values: readonly Value[];
}

export interface ClaimAsset {
  readonly asset: string;
  /** Position in the request's claims. */
  readonly claim: number;
}

export function createByHolding<Value>(make: (account: string, of: ClaimAsset) => Value): ByHolding<Value> {
  const byAccount = new Map<string, Map<string, Map<number, Value>>>();
  const values: Value[] = [];
  return {
    values,
    get: (account, { asset, claim }) => {
      const byAsset = byAccount.get(account) ?? new Map<string, Map<number, Value>>();
      if (byAsset.size === 0) byAccount.set(account, byAsset);
      const byClaim = byAsset.get(asset) ?? new Map<number, Value>();
      if (byClaim.size === 0) byAsset.set(asset, byClaim);
      const known = byClaim.get(claim);
      if (known !== undefined) return known;
      const fresh = make(account, { asset, claim });
      byClaim.set(claim, fresh);
      values.push(fresh);
      return fresh;
    },
  };
}
