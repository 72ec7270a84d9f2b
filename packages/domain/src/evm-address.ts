import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { accept, type Result, refuse } from "./errors.ts";

/** Reads an EVM address to lower case; mixed case must carry a right checksum (ERC-55). */
export function parseEvmAddress(text: string): Result<string> {
  if (!/^0[xX][0-9a-fA-F]{40}$/.test(text)) return refuse("ACCOUNT_UNKNOWN_FORM", text, "0x and 40 hex digits");
  const digits = text.slice(2);
  const lower = `0x${digits.toLowerCase()}`;
  const isUniform = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (!isUniform && checksumEvmAddress(lower) !== `0x${digits}`) {
    return refuse("ACCOUNT_CHECKSUM", text, `all lower case, or with its checksum ${checksumEvmAddress(lower)}`);
  }
  return accept(lower);
}

/** The mixed-case form of ERC-55 for a lower-case address. */
export function checksumEvmAddress(lower: string): string {
  const digits = lower.slice(2);
  const hash = bytesToHex(keccak_256(utf8ToBytes(digits)));
  const mixed = [...digits].map((digit, index) => (Number.parseInt(hash[index] ?? "0", 16) >= 8 ? digit.toUpperCase() : digit));
  return `0x${mixed.join("")}`;
}
