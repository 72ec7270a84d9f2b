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
