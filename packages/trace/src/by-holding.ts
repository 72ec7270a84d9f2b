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

/** Of an account: its first value, and the others by claim and asset. */
interface AccountValues<Value> extends ClaimAsset {
  readonly value: Value;
  more: Map<string, Value> | undefined;
}

/** Most accounts of a large trace have one asset of one claim: those cost one entry, and no joined key. */
export function createByHolding<Value>(make: (account: string, of: ClaimAsset) => Value): ByHolding<Value> {
  const byAccount = new Map<string, AccountValues<Value>>();
  const values: Value[] = [];
  const makeValue = (account: string, { asset, claim }: ClaimAsset): Value => {
    const value = make(account, { asset, claim });
    values.push(value);
    return value;
  };
  return {
    values,
    get: (account, of) => {
      const known = byAccount.get(account);
      if (known === undefined) {
        const value = makeValue(account, of);
        byAccount.set(account, { asset: of.asset, claim: of.claim, value, more: undefined });
        return value;
      }
      if (known.claim === of.claim && known.asset === of.asset) return known.value;
      known.more ??= new Map();
      const key = `${of.claim} ${of.asset}`;
      const other = known.more.get(key);
      if (other !== undefined) return other;
      const fresh = makeValue(account, of);
      known.more.set(key, fresh);
      return fresh;
    },
  };
}
