import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** SHA-256 of SHA-256 of these pieces put together: what Bitcoin names blocks and transactions by. */
export function doubleSha(...pieces: readonly Uint8Array[]): Buffer {
  const first = createHash("sha256");
  for (const piece of pieces) first.update(piece);
  return createHash("sha256").update(first.digest()).digest();
}

/** A hash as everybody writes it: its bytes from last to first, in lower-case hex. */
export function hashText(hash: Uint8Array): string {
  return Buffer.from(hash).reverse().toString("hex");
}

/** The bytes of a hash as written. `text` has 64 hex digits. */
export function hashBytes(text: string): Buffer {
  return Buffer.from(text, "hex").reverse();
}
