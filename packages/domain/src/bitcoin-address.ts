import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, bech32m } from "@scure/base";
import { assert } from "./assert.ts";
import { decodeBase58check, encodeBase58check } from "./base58-address.ts";
import { accept, type Result, refuse } from "./errors.ts";

/** How one Bitcoin network writes its addresses. */
export interface BitcoinNetwork {
  readonly name: string;
  /** CAIP-2: `bip122:` and the first 32 hex digits of the genesis block's hash. */
  readonly chain: string;
  /** SLIP-44: 0 for the main network, 1 for every network for tests. */
  readonly coinType: 0 | 1;
  readonly keyHashVersion: number;
  readonly scriptHashVersion: number;
  /** The human-readable part of bech32 addresses. */
  readonly segwitPrefix: string;
}

const testForms = { coinType: 1, keyHashVersion: 0x6f, scriptHashVersion: 0xc4, segwitPrefix: "tb" } as const;

const networks: readonly BitcoinNetwork[] = [
  {
    name: "Bitcoin mainnet",
    chain: "bip122:000000000019d6689c085ae165831e93",
    coinType: 0,
    keyHashVersion: 0x00,
    scriptHashVersion: 0x05,
    segwitPrefix: "bc",
  },
  { ...testForms, name: "Bitcoin testnet3", chain: "bip122:000000000933ea01ad0ee984209779ba" },
  { ...testForms, name: "Bitcoin testnet4", chain: "bip122:00000000da84f2bafbbc53dee25a72ae" },
  { ...testForms, name: "Bitcoin signet", chain: "bip122:00000008819873e925422c1ff0f99f7c" },
  { ...testForms, name: "Bitcoin regtest", chain: "bip122:0f9188f13cb7b2c71f2a335e3a4fc328", segwitPrefix: "bcrt" },
  {
    name: "btcd simnet",
    chain: "bip122:683e86bd5c6d110d91b94b97137ba6bf",
    coinType: 1,
    keyHashVersion: 0x3f,
    scriptHashVersion: 0x7b,
    segwitPrefix: "sb",
  },
];

/** Every Bitcoin network whose addresses are read, by its CAIP-2 name. */
export const bitcoinNetworks: ReadonlyMap<string, BitcoinNetwork> = new Map(networks.map((network) => [network.chain, network]));

/** Reads an address of one network: P2PKH or P2SH in base58check, or segregated witness in bech32 (BIP 173) or bech32m (BIP 350). */
export function parseBitcoinAddress(network: BitcoinNetwork, text: string): Result<string> {
  if (text.slice(0, network.segwitPrefix.length + 1).toLowerCase() === `${network.segwitPrefix}1`)
    return parseSegwitAddress(network, text);
  const starts = firstCharacters(network);
  if (!starts.includes(text.slice(0, 1)) || !/^[1-9A-HJ-NP-Za-km-z]{25,35}$/.test(text))
    return refuse(
      "ACCOUNT_UNKNOWN_FORM",
      text,
      `a ${network.name} address beginning with ${starts.join(", ")} or ${network.segwitPrefix}1`,
    );
  const payload = decodeBase58check(text);
  const version = payload?.[0];
  const isRight = payload?.length === 21 && (version === network.keyHashVersion || version === network.scriptHashVersion);
  return isRight ? accept(text) : refuse("ACCOUNT_CHECKSUM", text, "a Bitcoin address whose base58check checksum is right");
}

/** The P2PKH address of a public key, as its script carries it: 33 or 65 bytes. */
export function bitcoinKeyAddress(network: BitcoinNetwork, key: Uint8Array): string {
  return bitcoinKeyHashAddress(network, ripemd160(sha256(key)));
}

/** The P2PKH address of the 20-byte hash of a public key. */
export function bitcoinKeyHashAddress(network: BitcoinNetwork, hash: Uint8Array): string {
  return encodeHash(network.keyHashVersion, hash);
}

/** The P2SH address of the 20-byte hash of a script. */
export function bitcoinScriptHashAddress(network: BitcoinNetwork, hash: Uint8Array): string {
  return encodeHash(network.scriptHashVersion, hash);
}

/** The address of a witness program: version 0 in bech32, 1 to 16 in bech32m. `program` has 20 or 32 bytes for version 0, else 2 to 40. */
export function bitcoinWitnessAddress(network: BitcoinNetwork, version: number, program: Uint8Array): string {
  assert(version >= 0 && version <= 16 && isProgramLength(version, program.length), "a witness program has its form");
  const encoding = version === 0 ? bech32 : bech32m;
  return encoding.encode(network.segwitPrefix, [version, ...encoding.toWords(program)]);
}

function encodeHash(version: number, hash: Uint8Array): string {
  assert(hash.length === 20, "a hash160 has 20 bytes");
  return encodeBase58check(Uint8Array.from([version, ...hash]));
}

/** What base58check makes of the network's two version bytes, for a message that says what would be right. */
function firstCharacters(network: BitcoinNetwork): readonly string[] {
  const hashes = [new Uint8Array(20), new Uint8Array(20).fill(0xff)];
  const versions = [network.keyHashVersion, network.scriptHashVersion];
  return [...new Set(versions.flatMap((version) => hashes.map((hash) => encodeHash(version, hash).slice(0, 1))))];
}

function parseSegwitAddress(network: BitcoinNetwork, text: string): Result<string> {
  const expected = "a bech32 or bech32m address whose checksum is right, all in one case";
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return refuse("ACCOUNT_CHECKSUM", text, expected);
  const lower = text.toLowerCase();
  for (const [encoding, isVersionRight] of segwitEncodings) {
    const decoded = encoding.decodeUnsafe(lower, 90);
    if (decoded === undefined) continue;
    const [version = 99, ...words] = decoded.words;
    const program = encoding.fromWordsUnsafe(words);
    const isRight = program && isVersionRight(version) && isProgramLength(version, program.length);
    if (decoded.prefix === network.segwitPrefix && isRight) return accept(lower);
  }
  return refuse("ACCOUNT_CHECKSUM", text, expected);
}

const segwitEncodings = [
  [bech32, (version: number): boolean => version === 0],
  [bech32m, (version: number): boolean => version >= 1 && version <= 16],
] as const;

function isProgramLength(version: number, length: number): boolean {
  return version === 0 ? length === 20 || length === 32 : length >= 2 && length <= 40;
}
