import { sha256 } from "@noble/hashes/sha2.js";
import { createBase58check } from "@scure/base";
import { accept, type Result, refuse } from "./errors.ts";

const base58check = createBase58check(sha256);
const tronPrefix = 0x41;

/** Reads a TRON address: base58check of 0x41 and 20 bytes. */
export function parseTronAddress(text: string): Result<string> {
  if (!/^T[1-9A-HJ-NP-Za-km-z]{33}$/.test(text)) return refuse("ACCOUNT_UNKNOWN_FORM", text, "T and 33 base58 characters");
  const payload = decodeBase58check(text);
  if (payload === undefined) return refuse("ACCOUNT_CHECKSUM", text, "a TRON address whose base58check checksum is right");
  return payload.length === 21 && payload[0] === tronPrefix
    ? accept(text)
    : refuse("ACCOUNT_CHECKSUM", text, "a TRON address of 0x41 and 20 bytes");
}

/** The bytes under a base58check text, or undefined where its characters or its checksum are wrong. */
export function decodeBase58check(text: string): Uint8Array | undefined {
  try {
    return base58check.decode(text);
  } catch {
    return undefined;
  }
}

/** Bytes as base58check. */
export function encodeBase58check(bytes: Uint8Array): string {
  return base58check.encode(bytes);
}

/** The base58check TRON address of a 20-byte EVM-style address in lower-case hex. */
export function tronAddressFromHex(hex: string): string {
  const bytes = Uint8Array.from([
    tronPrefix,
    ...(hex.replace(/^0x/, "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)),
  ]);
  return base58check.encode(bytes);
}

/** The 21 bytes of a TRON address, `41` and the 20, in lower-case hex. The address has been read before. */
export function hexFromTronAddress(address: string): string {
  return [...base58check.decode(address)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
