import { keccak256 } from "ethers";

/** `0x` and two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

export function fromHex(hex: string): Uint8Array {
  return Buffer.from(hex.slice(2), "hex");
}

export function keccak(bytes: Uint8Array): Uint8Array {
  return fromHex(keccak256(bytes));
}

/** A number as JSON-RPC writes it: without leading zeros. */
export function quantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** A number as RLP takes it: without leading zero bytes, nothing for zero. */
export function bytesOfNumber(value: bigint): Uint8Array {
  if (value === 0n) return new Uint8Array();
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

/** 32 bytes in hex, without `0x`. */
export function word(value: bigint): string {
  return value.toString(16).padStart(64, "0");
}

/** An address as 32 bytes in hex, without `0x`. */
export function wordOfAddress(address: string): string {
  return address.slice(2).padStart(64, "0");
}
