/** What RLP encodes: bytes, or a list of such. */
export type NaiveRlp = Uint8Array | readonly NaiveRlp[];

/** RLP as the Yellow Paper's appendix B defines it, written apart from the pipeline's so that each can show the other's mistake. */
export function naiveRlp(value: NaiveRlp): Uint8Array {
  if (value instanceof Uint8Array) {
    const [first] = value;
    if (value.length === 1 && first !== undefined && first < 0x80) return value;
    return Buffer.concat([lengthPrefix(value.length, 0x80), value]);
  }
  const body = Buffer.concat(value.map(naiveRlp));
  return Buffer.concat([lengthPrefix(body.length, 0xc0), body]);
}

const shortMax = 55;

function lengthPrefix(length: number, base: number): Uint8Array {
  if (length <= shortMax) return Uint8Array.of(base + length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.of(base + shortMax + digits.length, ...digits);
}
