/**
 * Where the bridges' events are taken from, by chain id: anybody can emit an event of the same name, so only a bridge's own contracts are heard. (LayerZero's
 * tokens have no such list; theirs must move the value themselves.) Sources: developers.circle.com/cctp/v1 (contracts and domains), docs.across.to (contract
 * addresses), cbridge-docs.celer.network (contract addresses).
 */
interface BridgeContracts {
  readonly chainId: bigint;
  /** Circle's number of the chain, and its two contracts there. */
  readonly cctp?: { readonly domain: bigint; readonly messenger: string; readonly transmitter: string };
  readonly across?: string;
  readonly cbridge?: string;
}

const contracts: readonly BridgeContracts[] = [
  {
    chainId: 1n,
    cctp: {
      domain: 0n,
      messenger: "0xbd3fa81b58ba92a82136038b25adec7066af3155",
      transmitter: "0x0a992d191deec32afe36203ad87d7d289a738f81",
    },
    across: "0x5c7bcd6e7de5423a257d81b442095a1a6ced35c5",
    cbridge: "0x5427fefa711eff984124bfbb1ab6fbf5e3da1820",
  },
  {
    chainId: 10n,
    cctp: {
      domain: 2n,
      messenger: "0x2b4069517957735be00cee0fadae88a26365528f",
      transmitter: "0x4d41f22c5a0e5c74090899e5a8fb597a8842b3e8",
    },
    across: "0x6f26bf09b1c792e3228e5467807a900a503c0281",
    cbridge: "0x9d39fc627a6d9d9f8c831c16995b209548cc3401",
  },
  { chainId: 56n, cbridge: "0xdd90e5e87a2081dcf0391920868ebc2ffb81a1af" },
  {
    chainId: 137n,
    cctp: {
      domain: 7n,
      messenger: "0x9daf8c91aefae50b9c0e69629d3f6ca40ca3b3fe",
      transmitter: "0xf3be9355363857f3e001be68856a2f96b4c39ba9",
    },
    across: "0x9295ee1d8c5b022be115a2ad3c30c72e34e7f096",
    cbridge: "0x88dcdc47d2f83a99cf0000fdf667a468bb958a78",
  },
  {
    chainId: 8453n,
    cctp: {
      domain: 6n,
      messenger: "0x1682ae6375c4e4a97e4b583bc394c861a46d8962",
      transmitter: "0xad09780d193884d503182ad4588450c416d6f9d4",
    },
    across: "0x09aea4b2242abc8bb4bb78d537a67a245a7bec64",
  },
  {
    chainId: 42161n,
    cctp: {
      domain: 3n,
      messenger: "0x19330d10d9cc8751218eaf51e8885d058642e08a",
      transmitter: "0xc30362313fbba5cf9163f0bb16a0e01f01a896ca",
    },
    across: "0xe35e9842fceaca96570b734083f4a58e8f7c5f2a",
    cbridge: "0x1619de6b6b20ed217a58d00f37b9d47c7663feca",
  },
  {
    chainId: 43114n,
    cctp: {
      domain: 1n,
      messenger: "0x6b25532e1060ce10cc3b0a99e5683b91bfde6982",
      transmitter: "0x8186359af5f57fbb40c6b14a588d2a59c0c29880",
    },
    cbridge: "0xef3c714c9425a8f3697a9c969dc1af30ba82e5d4",
  },
];

const byChain: ReadonlyMap<bigint, BridgeContracts> = new Map(contracts.map((entry) => [entry.chainId, entry]));
const chainByDomain: ReadonlyMap<bigint, bigint> = new Map(
  contracts.flatMap(({ chainId, cctp }) => (cctp === undefined ? [] : [[cctp.domain, chainId]])),
);

export function bridgeContractsOf(chainId: bigint): Omit<BridgeContracts, "chainId"> {
  return byChain.get(chainId) ?? {};
}

/** The EVM chain of one of Circle's domains; null for other chains and those that are not known. */
export function chainOfDomain(domain: bigint): bigint | null {
  return chainByDomain.get(domain) ?? null;
}
