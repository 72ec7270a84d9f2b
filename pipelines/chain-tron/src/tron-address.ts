import { accept, parseTronAddress, type Result, refuse, tronAddressFromHex } from "@tributary/domain";

const zeroDigits = "0".repeat(40);
/** The same addresses come again and again, and each has two hashes in it. */
const rememberedMax = 65_536;
const remembered = new Map<string, string>();

/** The base58check address of 20 bytes in lower-case hex. */
function addressOfDigits(digits: string): string {
  const known = remembered.get(digits);
  if (known !== undefined) return known;
  const address = tronAddressFromHex(digits);
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(digits, address);
  return address;
}

/**
 * Reads an address in each form that java-tron's interfaces use: `41` and 20 bytes in hex, 20 bytes in hex with or without `0x` (logs, JSON-RPC),
 * base58check (`visible: true`). Gives base58check. Refuses with ACCOUNT_UNKNOWN_FORM or ACCOUNT_CHECKSUM.
 */
export function readTronAddress(text: string): Result<string> {
  const hex = /^(?:0x)?(?:41)?([0-9a-fA-F]{40})$/.exec(text);
  if (hex !== null) return accept(addressOfDigits((hex[1] ?? "").toLowerCase()));
  return /^T/.test(text) ? parseTronAddress(text) : refuse("ACCOUNT_UNKNOWN_FORM", text, "41 and 40 hex digits, or base58check");
}

/** The address in a 32-byte word of an event: 20 bytes after zeros, or, as TRON's early contracts wrote it, after zeros and 41. Null for another word. */
export function addressOfWord(word: string): string | null {
  const match = /^(?:0{24}|0{22}41)([0-9a-f]{40})$/.exec(word);
  return match === null ? null : addressOfDigits(match[1] ?? "");
}

/** Of 20 zero bytes: what contracts name where something comes from nowhere or goes nowhere. */
export const zeroAddress: string = tronAddressFromHex(zeroDigits);
