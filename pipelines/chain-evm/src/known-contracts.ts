/**
 * Contracts that wrap a chain's native asset one for one, by chain id: their `Deposit` and `Withdrawal` are read even where no endpoint says that
 * they are tokens. Source: the chains' own documentation of their canonical wrapper. Others are recognised by what they answer and by the value
 * that they take in and pay out.
 */
const wrappers: ReadonlyMap<bigint, string> = new Map([
  [1n, "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"],
  [10n, "0x4200000000000000000000000000000000000006"],
  [56n, "0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c"],
  [137n, "0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270"],
  [8453n, "0x4200000000000000000000000000000000000006"],
  [42161n, "0x82af49447d8a07e3bd95bd0d56f35241523fbab1"],
  [43114n, "0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7"],
]);

export function isKnownWrapper(chainId: bigint, contract: string): boolean {
  return wrappers.get(chainId) === contract;
}

/** CryptoKitties, of 2017: numbered things in a `Transfer` without indexed fields, as unindexed amounts look. */
const kitties = "0x06012c8cf97bead5deae237070f9587f8e7a266d";

export function isKnownCollection(chainId: bigint, contract: string): boolean {
  return chainId === 1n && contract === kitties;
}
