import { parseTronAddress } from "./base58-address.ts";
import { type BitcoinNetwork, bitcoinNetworks } from "./bitcoin-address.ts";
import type { Brand } from "./brand.ts";
import { currencyScales } from "./currency.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { parseEvmAddress } from "./evm-address.ts";

/** An asset in canonical text form: CAIP-19 on chains, `iso4217:` for money. */
export type AssetId = Brand<string, "AssetId">;

/** What is known of an asset. The scale is the power of ten between a whole unit and an atom. */
export interface Asset {
  readonly id: AssetId;
  readonly scale: number | null;
  /** Attacker-controlled on chains: for display only, never a key. */
  readonly symbol: string | null;
}

const expectedForm =
  "eip155:<chain>/erc20:0x…, eip155:<chain>/slip44:60, tron:0x2b6653dc/trc20:T…, tron:0x2b6653dc/slip44:195, bip122:000000000019d6689c085ae165831e93/slip44:0, iso4217:<code>";

/** Reads an asset identifier to its canonical form. */
export function parseAsset(text: string): Result<AssetId> {
  const currency = /^iso4217:([A-Za-z]{3})$/.exec(text);
  if (currency !== null) return readCurrency(text, (currency[1] ?? "").toUpperCase());
  const token = /^(eip155:[0-9]{1,32})\/erc20:(.+)$/.exec(text);
  if (token !== null) return readToken(`${token[1]}/erc20:`, parseEvmAddress(token[2] ?? ""));
  const tronToken = /^tron:0x2b6653dc\/trc20:(.+)$/.exec(text);
  if (tronToken !== null) return readToken("tron:0x2b6653dc/trc20:", parseTronAddress(tronToken[1] ?? ""));
  const isNative = nativeForms.test(text) || [...bitcoinNetworks.values()].some((network) => bitcoinAsset(network) === text);
  return isNative ? accept(text as AssetId) : refuse("ASSET_UNKNOWN_FORM", text === "" ? "nothing" : text, expectedForm);
}

const nativeForms = /^(eip155:[0-9]{1,32}\/slip44:[0-9]{1,10}|tron:0x2b6653dc\/slip44:195|tron:0x2b6653dc\/trc10:[0-9]{1,10})$/;

/** The scale that follows from the identifier alone: currencies and native assets. Tokens state their own. */
export function knownScale(asset: AssetId): number | undefined {
  if (asset.startsWith("iso4217:")) return currencyScales.get(asset.slice("iso4217:".length));
  if (/^eip155:[0-9]+\/slip44:/.test(asset)) return 18;
  if (asset.endsWith("/slip44:195")) return 6;
  if (asset.startsWith("bip122:")) return 8;
  return undefined;
}

/** The native asset of an EVM chain (CAIP-19); its atoms are wei. */
export function nativeEvmAsset(chainId: bigint): AssetId {
  return `eip155:${chainId}/slip44:60` as AssetId;
}

/** The one asset of a Bitcoin network (CAIP-19); its atoms are satoshis. */
export function bitcoinAsset(network: BitcoinNetwork): AssetId {
  return `${network.chain}/slip44:${network.coinType}` as AssetId;
}

/** The token of a contract on an EVM chain (CAIP-19). `lowerAddress` is `0x` and 40 hex digits in lower case. */
export function erc20Asset(chainId: bigint, lowerAddress: string): AssetId {
  return `eip155:${chainId}/erc20:${lowerAddress}` as AssetId;
}

/** TRX (CAIP-19); its atoms are SUN. */
export const nativeTronAsset: AssetId = "tron:0x2b6653dc/slip44:195" as AssetId;

/** The token of a contract on TRON (CAIP-19). `address` is base58check. */
export function trc20Asset(address: string): AssetId {
  return `tron:0x2b6653dc/trc20:${address}` as AssetId;
}

/** A token of TRON's own kind (TRC-10), by its number. */
export function trc10Asset(number: bigint): AssetId {
  return `tron:0x2b6653dc/trc10:${number}` as AssetId;
}

function readCurrency(text: string, code: string): Result<AssetId> {
  return currencyScales.has(code)
    ? accept(`iso4217:${code}` as AssetId)
    : refuse("ASSET_UNKNOWN_FORM", text, "iso4217: and a currency code of ISO 4217");
}

function readToken(prefix: string, address: Result<string>): Result<AssetId> {
  return address.ok ? accept(`${prefix}${address.value}` as AssetId) : address;
}
