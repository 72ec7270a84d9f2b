import { scaleMax, showFound } from "@tributary/domain";

/** What a contract answers to `decimals()`, in hex digits: one word that is a scale; null for anything else. */
export function readTokenScale(digits: string | null): number | null {
  if (digits === null || digits.length !== 64) return null;
  const value = BigInt(`0x${digits}`);
  return value <= BigInt(scaleMax) ? Number(value) : null;
}

/** What a contract answers to `symbol()`, in hex digits: an ABI string, or the 32 bytes that early tokens answer; null for anything else. */
export function readTokenSymbol(digits: string | null): string | null {
  if (digits === null) return null;
  const bytes = Buffer.from(digits, "hex");
  const content = bytes.length === 32 ? untilZero(bytes) : stringOf(bytes);
  return content === null ? null : showTokenSymbol(content);
}

/** A token's name for itself as it may be shown: control and direction characters are made visible; null where it is no text or says nothing. */
export function showTokenSymbol(bytes: Uint8Array): string | null {
  const text = decodeText(bytes);
  return text === null || text.trim() === "" ? null : showFound(text);
}

function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

/** The content of an ABI-encoded string: offset 32, length, bytes. */
function stringOf(bytes: Buffer): Buffer | null {
  if (bytes.length < 64 || wordAt(bytes, 0) !== 32n) return null;
  const length = wordAt(bytes, 32);
  return length <= BigInt(bytes.length - 64) ? bytes.subarray(64, 64 + Number(length)) : null;
}

function wordAt(bytes: Buffer, offset: number): bigint {
  return BigInt(`0x${bytes.subarray(offset, offset + 32).toString("hex")}`);
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
