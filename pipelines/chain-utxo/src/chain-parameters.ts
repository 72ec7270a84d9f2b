import {
  type AccountId,
  type AssetId,
  type BitcoinNetwork,
  bitcoinAsset,
  bitcoinNetworks,
  fail,
  parseSourceName,
  type SourceName,
  transactionHub,
  unwrap,
} from "@tributary/domain";

/** What is fixed for one Bitcoin network. */
export interface ChainParameters {
  readonly network: BitcoinNetwork;
  /** CAIP-2. */
  readonly chain: string;
  readonly source: SourceName;
  readonly asset: AssetId;
  /** Blocks after which the subsidy halves. */
  readonly halvingBlocks: bigint;
  /** The easiest target that a block may have. */
  readonly targetMax: bigint;
  /** The height from which on every coinbase states its own (BIP 34); null where none need to. */
  readonly statesHeightFrom: bigint | null;
  /** The first four bytes before each block in a node's own files, in hex. */
  readonly magic: string;
  /** Blocks that another chain of the same genesis block has: a node that gives one of them follows another chain. */
  readonly foreignBlocks: readonly KnownBlock[];
  /** Blocks whose coinbase repeats the txid of an earlier one that was unspent, before BIP 30 forbade it: the earlier output is gone for good. */
  readonly overwritingBlocks: readonly KnownBlock[];
}

interface KnownBlock {
  readonly height: bigint;
  readonly hash: string;
}

const publicTarget = 0xffffn << 208n;
const trivialTarget = (1n << 255n) - 1n;

interface Consensus extends Pick<ChainParameters, "halvingBlocks" | "targetMax" | "statesHeightFrom" | "magic"> {
  readonly foreignBlocks?: readonly KnownBlock[];
  readonly overwritingBlocks?: readonly KnownBlock[];
}

const consensusByChain: ReadonlyMap<string, Consensus> = new Map<string, Consensus>([
  [
    "bip122:000000000019d6689c085ae165831e93",
    {
      halvingBlocks: 210_000n,
      targetMax: publicTarget,
      statesHeightFrom: 227_931n,
      magic: "f9beb4d9",
      foreignBlocks: [{ height: 478_559n, hash: "000000000000000000651ef99cb9fcbe0dadde1d424bd9f15ff20136191a5eec" }],
      overwritingBlocks: [
        { height: 91_842n, hash: "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec" },
        { height: 91_880n, hash: "00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721" },
      ],
    },
  ],
  [
    "bip122:000000000933ea01ad0ee984209779ba",
    { halvingBlocks: 210_000n, targetMax: publicTarget, statesHeightFrom: 21_111n, magic: "0b110907" },
  ],
  [
    "bip122:00000000da84f2bafbbc53dee25a72ae",
    { halvingBlocks: 210_000n, targetMax: publicTarget, statesHeightFrom: 1n, magic: "1c163f28" },
  ],
  [
    "bip122:00000008819873e925422c1ff0f99f7c",
    { halvingBlocks: 210_000n, targetMax: 0x377aen << 216n, statesHeightFrom: 1n, magic: "0a03cf40" },
  ],
  [
    "bip122:0f9188f13cb7b2c71f2a335e3a4fc328",
    { halvingBlocks: 150n, targetMax: trivialTarget, statesHeightFrom: null, magic: "fabfb5da" },
  ],
  [
    "bip122:683e86bd5c6d110d91b94b97137ba6bf",
    { halvingBlocks: 210_000n, targetMax: trivialTarget, statesHeightFrom: 1n, magic: "161c1412" },
  ],
]);

/** By CAIP-2 name. Errors: USAGE for a network that is not known. */
export function parametersOf(chain: string): ChainParameters {
  const network = bitcoinNetworks.get(chain);
  const consensus = consensusByChain.get(chain);
  if (network === undefined || consensus === undefined)
    return fail("USAGE", {
      found: `a chain ${chain}`,
      expected: `one of ${[...bitcoinNetworks.values()].map(({ name }) => name).join(", ")}`,
    });
  return {
    foreignBlocks: [],
    overwritingBlocks: [],
    ...consensus,
    network,
    chain,
    source: unwrap(parseSourceName(chain)),
    asset: bitcoinAsset(network),
  };
}

/** The chain of a genesis block, CAIP-2. */
export function chainOfGenesis(hash: string): string {
  return `bip122:${hash.slice(0, 32)}`;
}

/** The chain whose nodes begin each block in their files with these four bytes, in hex. Errors: USAGE. */
export function chainOfMagic(magic: string): string {
  const [chain] = [...consensusByChain].find(([, consensus]) => consensus.magic === magic) ?? [];
  return (
    chain ?? fail("USAGE", { found: `files that begin with ${magic}`, expected: "block files of a known network, or its name" })
  );
}

const firstSubsidy = 5_000_000_000n;
const halvingsMax = 64n;

/** New satoshis that a block of this height may claim. */
export function subsidyAt({ halvingBlocks }: ChainParameters, height: bigint): bigint {
  const halvings = height / halvingBlocks;
  return halvings >= halvingsMax ? 0n : firstSubsidy >> halvings;
}

/** The hub of a transaction on this chain. */
export function hubOf({ chain }: ChainParameters, txid: string): AccountId {
  return transactionHub(chain, txid);
}
