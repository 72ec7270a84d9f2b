import { createKeccak } from "hash-wasm";

/** One state for the whole process: no hash is left half done. */
const hasher = await createKeccak(256);

/** keccak-256 of bytes in hex, `0x…`, as `0x` and 64 digits in lower case. With the padding that Ethereum kept, not that of SHA-3. */
export function keccakOfHex(hex: string): string {
  return `0x${hasher
    .init()
    .update(Buffer.from(hex.slice(2), "hex"))
    .digest("hex")}`;
}
