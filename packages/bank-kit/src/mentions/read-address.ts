import {
  type AccountId,
  bitcoinAccount,
  bitcoinChain,
  bitcoinNetworks,
  evmAccount,
  parseBitcoinAddress,
  parseEvmAddress,
  parseTronAddress,
  tronAccount,
  tronAddressFromHex,
} from "@tributary/domain";
import type { Mention, Reading } from "./mention.ts";

/** An address of 20 bytes belongs to the same keys on each of these: Ethereum, Optimism, BNB Chain, Polygon, Base, Arbitrum, Avalanche. */
const evmChains: readonly bigint[] = [1n, 10n, 56n, 137n, 8453n, 42161n, 43114n];

/** Reads `0x` and 40 hex digits. Mixed case is a check sum; one case alone has none. */
export function readEvmAddress(text: string): Reading {
  const address = parseEvmAddress(text);
  if (!address.ok) return damaged(text, "evm-address");
  const digits = text.slice(2);
  const isChecked = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  const accounts = evmChains.map((chain) => evmAccount(chain, address.value));
  return { kind: "evm-address", value: address.value, isChecked, accounts, notes: isChecked ? [] : ["no-checksum"] };
}

/** Reads a TRON address in base58check; undefined where it is none. */
export function readTronAddress(text: string): Reading | undefined {
  const address = parseTronAddress(text);
  if (!address.ok) return undefined;
  return { kind: "tron-address", value: address.value, isChecked: true, accounts: [tronAccount(address.value)], notes: [] };
}

/** Reads TRON's hex form, `41` and 40 hex digits, which nothing checks. */
export function readTronHex(text: string): Reading {
  const value = tronAddressFromHex(text.slice(2).toLowerCase());
  return { kind: "tron-address", value, isChecked: false, accounts: [tronAccount(value)], notes: ["no-checksum"] };
}

/** Reads an address of Bitcoin's main network or of those for tests, which share their forms; undefined where it is none. */
export function readBitcoinAddress(text: string): Reading | undefined {
  const accounts: AccountId[] = [];
  let value = text;
  for (const network of networksOf(text)) {
    const address = parseBitcoinAddress(network, text);
    if (!address.ok) break;
    value = address.value;
    accounts.push(bitcoinAccount(network.chain, address.value));
  }
  if (accounts.length === 0) return undefined;
  const isMain = accounts[0]?.startsWith(bitcoinChain);
  return { kind: "bitcoin-address", value, isChecked: true, accounts, notes: isMain ? [] : ["test-network"] };
}

/** Networks whose addresses begin as the text does; one that refuses speaks for those with the same form. */
function networksOf(text: string) {
  const separator = text.lastIndexOf("1");
  const prefix = text.slice(0, separator).toLowerCase();
  const bySegwit = [...bitcoinNetworks.values()].filter((network) => network.segwitPrefix === prefix);
  if (bySegwit.length > 0) return bySegwit;
  const isMain = text.startsWith("1") || text.startsWith("3");
  return [...bitcoinNetworks.values()].filter(
    (network) => (network.chain === bitcoinChain) === isMain && (isMain || network.keyHashVersion === 0x6f),
  );
}

/** What looks like an address and is none. */
export function damaged(value: string, nearly: NonNullable<Mention["nearly"]>): Reading {
  return { kind: "address-damaged", value, isChecked: false, accounts: [], notes: [], nearly };
}
