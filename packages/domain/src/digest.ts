import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
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
  return hexOf(sha256(bytes)) as Digest;
}

const hexCodes: readonly number[] = Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));

/** Made in one call: a text that is put together piece by piece takes ten times the memory for as long as it is kept. */
function hexOf(bytes: Uint8Array): string {
  const codes = new Array<number>(bytes.length * 2);
  bytes.forEach((byte, index) => {
    codes[2 * index] = hexCodes[byte >> 4] ?? 0;
    codes[2 * index + 1] = hexCodes[byte & 15] ?? 0;
  });
  return String.fromCharCode(...codes);
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
