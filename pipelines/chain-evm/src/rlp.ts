/** Bytes as `0x…` text, or a list of such. */
export type RlpItem = string | readonly RlpItem[];

/**
 * Recursive length prefix (Ethereum Yellow Paper, appendix B), from and to `0x…` text. Over texts, since a block's receipts are encoded
 * for each block of an import and the library's encoder takes over ten times as long.
 */
export function encodeRlp(item: RlpItem): string {
  return `0x${encode(item)}`;
}

function encode(item: RlpItem): string {
  if (typeof item !== "string") {
    const content = item.map(encode).join("");
    return `${prefix(content.length / 2, 0xc0)}${content}`;
  }
  const content = item.slice(2).toLowerCase();
  return content.length === 2 && content < "80" ? content : `${prefix(content.length / 2, 0x80)}${content}`;
}

/** A list of items that are encoded already. */
export function wrapRlpList(encoded: readonly string[]): string {
  const content = encoded.map((item) => item.slice(2)).join("");
  return `0x${prefix(content.length / 2, 0xc0)}${content}`;
}

const shortMax = 55;

function prefix(byteCount: number, offset: number): string {
  if (byteCount <= shortMax) return byteText(offset + byteCount);
  const digits = byteCount.toString(16);
  const length = digits.length % 2 === 0 ? digits : `0${digits}`;
  return `${byteText(offset + shortMax + length.length / 2)}${length}`;
}

function byteText(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/** An integer as RLP wants it: without leading zeros, nothing for zero. */
export function minimalBytes(value: bigint): string {
  return value === 0n ? "0x" : minimalHex(`0x${value.toString(16)}`);
}

/** The same from the hex text of a quantity, with any leading zeros. */
export function minimalHex(quantity: string): string {
  let start = 2;
  while (quantity.charCodeAt(start) === zeroDigit) start += 1;
  if (start === quantity.length) return "0x";
  const digits = quantity.slice(start);
  return digits.length % 2 === 0 ? `0x${digits}` : `0x0${digits}`;
}

const zeroDigit = 0x30;
