import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { assert } from "./assert.ts";
import type { Brand } from "./brand.ts";

/** A SHA-256 in 64 lower-case hex digits. */
export type Digest = Brand<string, "Digest">;

/** A digest that another implementation of SHA-256 computed. */
export function toDigest(hex: string): Digest {
  assert(/^[0-9a-f]{64}$/.test(hex), "a SHA-256 has 64 lower-case hex digits");
  return hex as Digest;
}

/** SHA-256 of bytes, as 64 lower-case hex digits. */
export function digestBytes(bytes: Uint8Array): Digest {
  return bytesToHex(sha256(bytes)) as Digest;
}

/** SHA-256 of a text's UTF-8 bytes, as 64 lower-case hex digits. */
export function digestText(text: string): Digest {
  return digestBytes(utf8ToBytes(text));
}

/**
 * A digest over several fields that cannot be confused by moving text from one field to the next:
 * each field is preceded by its length in bytes. `purpose` separates uses.
 */
export function digestFields(purpose: string, fields: readonly string[]): Digest {
  const parts = [purpose, ...fields].map((field) => `${utf8ToBytes(field).length}:${field}`);
  return digestText(parts.join(","));
}
