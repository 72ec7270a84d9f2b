/** Digits of a 32-byte word. */
export const wordDigits = 64;

const prefixLength = 2;
const paddingDigits = 24;
const padding = "0".repeat(paddingDigits);

/** Whole 32-byte words of `0x…` bytes; what is left over at the end is not counted. */
export function countWords(bytes: string): number {
  return Math.floor((bytes.length - prefixLength) / wordDigits);
}

/** Word `index` of `0x…` bytes, without prefix; null where they end before it does. */
export function wordAt(bytes: string, index: number): string | null {
  const start = prefixLength + index * wordDigits;
  return bytes.length >= start + wordDigits ? bytes.slice(start, start + wordDigits) : null;
}

/** The address in word `index`; null where the 12 bytes before it are not zero: then it is another kind of value, or nobody's. */
export function addressAt(bytes: string, index: number): string | null {
  const start = prefixLength + index * wordDigits;
  if (bytes.length < start + wordDigits || !bytes.startsWith(padding, start)) return null;
  return `0x${bytes.slice(start + paddingDigits, start + wordDigits)}`;
}

/** The unsigned integer in word `index`. */
export function amountAt(bytes: string, index: number): bigint | null {
  const word = wordAt(bytes, index);
  return word === null ? null : BigInt(`0x${word}`);
}

/** An integer that a list index or a length can have; null where it is larger. */
export function smallNumberAt(bytes: string, index: number): number | null {
  const amount = amountAt(bytes, index);
  return amount === null || amount > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(amount);
}
