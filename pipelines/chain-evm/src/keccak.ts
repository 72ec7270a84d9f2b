import { keccak256 } from "ethers";

/** keccak-256 of bytes in hex, `0x…`, as `0x` and 64 digits in lower case. */
export function keccakOfHex(hex: string): string {
  return keccak256(Buffer.from(hex.slice(2), "hex"));
}
