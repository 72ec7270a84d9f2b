import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, bech32m, createBase58check } from "@scure/base";
import { accept, type Result, refuse } from "./errors.ts";

const base58check = createBase58check(sha256);
const tronPrefix = 0x41;
const bitcoinVersions: ReadonlySet<number> = new Set([0x00, 0x05]);

/** Reads a TRON address: base58check of 0x41 and 20 bytes. */
export function parseTronAddress(text: string): Result<string> {
  if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(text)) return refuse("ACCOUNT_UNKNOWN_FORM", text, "T and 33 base58 characters");
  const payload = decodeBase58check(text);
  if (payload === undefined) return refuse("ACCOUNT_CHECKSUM", text, "a TRON address whose base58check checksum is right");
  return payload.length === 21 && payload[0] === tronPrefix
    ? accept(text)
    : refuse("ACCOUNT_CHECKSUM", text, "a TRON address of 0x41 and 20 bytes");
}

/** Reads a Bitcoin mainnet address: P2PKH or P2SH in base58check, or segregated witness in bech32 (BIP 173) or bech32m (BIP 350). */
export function parseBitcoinAddress(text: string): Result<string> {
  if (/^bc1/i.test(text)) return parseSegwitAddress(text);
  if (!/^[13][1-9A-HJ-NP-Za-km-z]{24,34}$/.test(text)) {
    return refuse("ACCOUNT_UNKNOWN_FORM", text, "a Bitcoin mainnet address beginning with 1, 3 or bc1");
  }
  const payload = decodeBase58check(text);
  const isRight = payload !== undefined && payload.length === 21 && bitcoinVersions.has(payload[0] ?? -1);
  return isRight ? accept(text) : refuse("ACCOUNT_CHECKSUM", text, "a Bitcoin address whose base58check checksum is right");
}

function parseSegwitAddress(text: string): Result<string> {
  const expected = "a bech32 or bech32m address whose checksum is right, all in one case";
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return refuse("ACCOUNT_CHECKSUM", text, expected);
  const lower = text.toLowerCase();
  for (const [encoding, isVersionRight] of segwitEncodings) {
    const decoded = encoding.decodeUnsafe(lower, 90);
    if (decoded === undefined) continue;
    const [version = 99, ...words] = decoded.words;
    const program = encoding.fromWordsUnsafe(words);
    if (decoded.prefix === "bc" && program && isVersionRight(version) && isProgramLength(version, program.length))
      return accept(lower);
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

function decodeBase58check(text: string): Uint8Array | undefined {
  try {
    return base58check.decode(text);
  } catch {
    return undefined;
  }
}

/** The base58check TRON address of a 20-byte EVM-style address in lower-case hex. */
export function tronAddressFromHex(hex: string): string {
  const bytes = Uint8Array.from([
    tronPrefix,
    ...(hex.replace(/^0x/, "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
  ]);
  return base58check.encode(bytes);
}
