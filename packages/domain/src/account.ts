import { assert } from "./assert.ts";
import { parseAsset } from "./asset.ts";
import { parseTronAddress } from "./base58-address.ts";
import { bitcoinNetworks, parseBitcoinAddress } from "./bitcoin-address.ts";
import type { Brand } from "./brand.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { parseEvmAddress } from "./evm-address.ts";

/**
 * An account in its one canonical text form (spec, section 1): CAIP-10 on chains, `iban:` or `bank:` at banks,
 * `utxo:` and `tx:` for outpoints and transactions, `fee:`, `mint:` and `destroyed:` for special accounts.
 */
export type AccountId = Brand<string, "AccountId">;

/** TRON mainnet, CAIP-2. */
export const tronChain = "tron:0x2b6653dc";
/** Bitcoin mainnet, CAIP-2. */
export const bitcoinChain = "bip122:000000000019d6689c085ae165831e93";

const expectedForm =
  "eip155:<chain>:0x…, tron:0x2b6653dc:T…, bip122:000000000019d6689c085ae165831e93:<address>, iban:…, bank:<institution>:<account>";
const lengthMax = 512;

/** Reads an account identifier to its canonical form, checksums included. */
export function parseAccount(text: string): Result<AccountId> {
  if (text.length > lengthMax) return refuse("ACCOUNT_UNKNOWN_FORM", text, `at most ${lengthMax} characters`);
  const scheme = text.slice(0, Math.max(0, text.indexOf(":")));
  const reader = readers.get(scheme);
  return reader === undefined ? refuse("ACCOUNT_UNKNOWN_FORM", text === "" ? "nothing" : text, expectedForm) : reader(text);
}

const readers: ReadonlyMap<string, (text: string) => Result<AccountId>> = new Map([
  ["eip155", readEvm],
  ["tron", readTron],
  ["bip122", readBitcoin],
  ["iban", readIban],
  ["bank", readBank],
  ["utxo", readOutpoint],
  ["tx", readTransactionHub],
  ["fee", readFee],
  ["mint", readAssetAccount],
  ["destroyed", readAssetAccount],
]);

/** Special accounts never hold, have no opening and are always stops. */
export function isSpecialAccount(account: AccountId): boolean {
  return /^(fee|mint|destroyed):/.test(account);
}

/** `fee:` and `destroyed:`: value that arrives there has left everybody's reach. */
export function isDestroyingAccount(account: AccountId): boolean {
  return /^(fee|destroyed):/.test(account);
}

/** Is the account a transaction of a UTXO chain, which all of its inputs enter and all of its outputs leave at one moment? */
export function isTransactionHub(account: AccountId): boolean {
  return account.startsWith("tx:");
}

/** An account on an EVM chain (CAIP-10). `lowerAddress` is `0x` and 40 hex digits in lower case. */
export function evmAccount(chainId: bigint, lowerAddress: string): AccountId {
  return `eip155:${chainId}:${lowerAddress}` as AccountId;
}

/** A TRON account (CAIP-10). `address` is base58check. */
export function tronAccount(address: string): AccountId {
  return `${tronChain}:${address}` as AccountId;
}

/** An account on a Bitcoin network (CAIP-10). `address` is in the network's own form. */
export function bitcoinAccount(chain: string, address: string): AccountId {
  return `${chain}:${address}` as AccountId;
}

/** An output of a UTXO chain. `chain` is the CAIP-2 name, `txid` 64 lower-case hex digits as explorers show it. */
export function outpointAccount(chain: string, txid: string, index: bigint): AccountId {
  return `utxo:${chain}:${txid}:${index}` as AccountId;
}

/** The hub that a transaction of a UTXO chain is: its inputs enter it, its outputs leave it. */
export function transactionHub(chain: string, txid: string): AccountId {
  return `tx:${chain}:${txid}` as AccountId;
}

/** The special account that a chain's burned fees go to; it never holds anything. `chain` is the CAIP-2 name. */
export function feeAccount(chain: string): AccountId {
  return `fee:${chain}` as AccountId;
}

/** The special account that new atoms of an asset come from. */
export function mintAccount(asset: string): AccountId {
  return `mint:${asset}` as AccountId;
}

/** The special account that destroyed atoms of an asset go to. */
export function destroyedAccount(asset: string): AccountId {
  return `destroyed:${asset}` as AccountId;
}

/**
 * A bank account by institution and number, as the source records them. Characters that would make the form
 * ambiguous (space, colon, percent, controls) are percent-encoded; nothing else is changed.
 */
export function bankAccount(institution: string, account: string): Result<AccountId> {
  const parts = [institution.trim(), account.trim()];
  if (parts.some((part) => part === ""))
    return refuse(
      "FIELD_MISSING",
      `institution "${institution}", account "${account}"`,
      "both an institution and an account number",
    );
  return accept(`bank:${parts.map(encodePart).join(":")}` as AccountId);
}

function encodePart(part: string): string {
  return part.replace(/[\s:%\p{Cc}\p{Cf}]/gu, (character) => encodeURIComponent(character));
}

function readEvm(text: string): Result<AccountId> {
  const match = /^eip155:([1-9][0-9]{0,31}|0):(.*)$/s.exec(text);
  if (match === null) return refuse("ACCOUNT_UNKNOWN_FORM", text, "eip155:<chain>:0x and 40 hex digits");
  const address = parseEvmAddress(match[2] ?? "");
  return address.ok ? accept(`eip155:${match[1]}:${address.value}` as AccountId) : address;
}

function readTron(text: string): Result<AccountId> {
  return readWithPrefix(text, tronChain, parseTronAddress);
}

function readBitcoin(text: string): Result<AccountId> {
  const network = bitcoinNetworks.get(text.slice(0, bitcoinChain.length)) ?? bitcoinNetworks.get(bitcoinChain);
  assert(network !== undefined, "Bitcoin mainnet is a Bitcoin network");
  return readWithPrefix(text, network.chain, (address) => parseBitcoinAddress(network, address));
}

function readWithPrefix(text: string, chain: string, read: (address: string) => Result<string>): Result<AccountId> {
  if (!text.startsWith(`${chain}:`)) return refuse("ACCOUNT_UNKNOWN_FORM", text, `${chain}:<address>`);
  const address = read(text.slice(chain.length + 1));
  return address.ok ? accept(`${chain}:${address.value}` as AccountId) : address;
}

/** ISO 13616: letters and digits, check digits by ISO 7064 MOD 97-10. */
function readIban(text: string): Result<AccountId> {
  const iban = text.slice("iban:".length).replace(/\s/gu, "").toUpperCase();
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/.test(iban))
    return refuse("ACCOUNT_UNKNOWN_FORM", text, "iban: and an IBAN of 14 to 34 letters and digits");
  const rearranged = `${iban.slice(4)}${iban.slice(0, 4)}`;
  const digits = [...rearranged].map((character) => Number.parseInt(character, 36).toString()).join("");
  return BigInt(digits) % 97n === 1n
    ? accept(`iban:${iban}` as AccountId)
    : refuse("ACCOUNT_CHECKSUM", text, "an IBAN whose check digits are right (ISO 7064 MOD 97-10)");
}

function readBank(text: string): Result<AccountId> {
  return /^bank:[^\s:\p{Cc}\p{Cf}]+:[^\s:\p{Cc}\p{Cf}]+$/u.test(text)
    ? accept(text as AccountId)
    : refuse(
        "ACCOUNT_UNKNOWN_FORM",
        text,
        "bank:<institution>:<account> without spaces; write a space as %20 and a colon as %3A",
      );
}

const chainPattern = "(?:eip155:[0-9]{1,32}|tron:0x2b6653dc|bip122:[0-9a-f]{32})";

function readOutpoint(text: string): Result<AccountId> {
  return readPattern(text, new RegExp(`^utxo:${chainPattern}:[0-9a-f]{64}:[0-9]{1,10}$`), "utxo:<chain>:<txid>:<index>");
}

function readTransactionHub(text: string): Result<AccountId> {
  return readPattern(text, new RegExp(`^tx:${chainPattern}:[0-9a-f]{64}$`), "tx:<chain>:<txid>");
}

function readFee(text: string): Result<AccountId> {
  return readPattern(text, new RegExp(`^fee:${chainPattern}$`), "fee:<chain>, for example fee:eip155:1");
}

function readPattern(text: string, pattern: RegExp, expected: string): Result<AccountId> {
  return pattern.test(text) ? accept(text as AccountId) : refuse("ACCOUNT_UNKNOWN_FORM", text, expected);
}

function readAssetAccount(text: string): Result<AccountId> {
  const at = text.indexOf(":");
  const asset = parseAsset(text.slice(at + 1));
  return asset.ok ? accept(`${text.slice(0, at)}:${asset.value}` as AccountId) : asset;
}
