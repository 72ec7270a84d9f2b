import { type AccountId, compareBytewise } from "@tributary/domain";

/** An output of a UTXO chain, and the address that can spend it. */
export interface AddressedOutpoint {
  readonly outpoint: AccountId;
  readonly address: AccountId;
}

/** Which accounts an account stands for: an address in a request or a tag stands for all its outpoints (spec, section 1). */
export interface OutpointIndex {
  readonly addressOf: ReadonlyMap<AccountId, AccountId>;
  /** By address; bytewise. */
  readonly outpointsOf: ReadonlyMap<AccountId, readonly AccountId[]>;
  /** The account itself, then its outpoints. */
  readonly standsFor: (account: AccountId) => readonly AccountId[];
}

export function indexOutpoints(rows: readonly AddressedOutpoint[]): OutpointIndex {
  const addressOf = new Map(rows.map(({ outpoint, address }) => [outpoint, address]));
  const outpointsOf = new Map<AccountId, AccountId[]>();
  for (const [outpoint, address] of addressOf) {
    const known = outpointsOf.get(address);
    if (known === undefined) outpointsOf.set(address, [outpoint]);
    else known.push(outpoint);
  }
  for (const outpoints of outpointsOf.values()) outpoints.sort(compareBytewise);
  return { addressOf, outpointsOf, standsFor: (account) => [account, ...(outpointsOf.get(account) ?? [])] };
}
