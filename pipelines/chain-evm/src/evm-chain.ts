import {
  type AccountId,
  type AssetId,
  type Digest,
  nativeEvmAsset,
  parseSourceName,
  type SourceName,
  unwrap,
} from "@tributary/domain";

/** What a decode needs to know of the reading that it belongs to. */
export interface EvmChain {
  readonly chainId: bigint;
  /** `eip155:<chain>`: the chain's name in accounts and assets, and the source's name. */
  readonly name: string;
  readonly source: SourceName;
  readonly nativeAsset: AssetId;
  /** Of the range that is being read. */
  readonly fileSha256: Digest;
  /** Lower-case token contracts to read; null for all. */
  readonly tokens: ReadonlySet<string> | null;
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
}

export interface EvmChainOptions {
  readonly chainId: bigint;
  readonly fileSha256: Digest;
  readonly tokens: ReadonlySet<string> | null;
  readonly accounts?: ReadonlySet<AccountId> | null;
}

export function makeEvmChain(options: EvmChainOptions): EvmChain {
  const name = `eip155:${options.chainId}`;
  return {
    accounts: null,
    ...options,
    name,
    source: unwrap(parseSourceName(name)),
    nativeAsset: nativeEvmAsset(options.chainId),
  };
}
