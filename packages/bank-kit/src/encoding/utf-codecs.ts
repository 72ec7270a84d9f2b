import { isUtf8 } from "node:buffer";
import type { Codec } from "./codec.ts";

export const utf8Codec: Codec = {
  wholeLength: lengthOfWholeCharacters,
  decode: (bytes) => {
    const length = isUtf8(bytes) ? bytes.length : lengthOfValidUtf8(bytes);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, length).toString("utf8");
    return { text, badAt: length === bytes.length ? null : length };
  },
};

/** The least lead byte of a character that is longer than `back` bytes. */
const leadOfLength: readonly number[] = [0, 0xc0, 0xe0, 0xf0];

function lengthOfWholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return byte >= (leadOfLength[back] ?? 0x100) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The least prefix that fails, by halving: a prefix that breaks off inside a character is still valid. */
function lengthOfValidUtf8(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, lengthOfWholeCharacters(prefix)))) valid = middle;
    else invalid = middle;
  }
  return lengthOfWholeCharacters(bytes.subarray(0, valid));
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function createUtf16Codec(isBigEndian: boolean): Codec {
  const unit = (bytes: Uint8Array, at: number): number =>
    isBigEndian ? ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0) : (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  return {
    wholeLength: (bytes) => {
      const even = bytes.length & ~1;
      const isHalf = even >= 2 && (unit(bytes, even - 2) & 0xfc00) === 0xd800;
      return isHalf ? even - 2 : even;
    },
    decode: (bytes) => {
      const even = Buffer.from(bytes.subarray(0, bytes.length & ~1));
      const text = (isBigEndian ? even.swap16() : even).toString("utf16le");
      const lone = loneSurrogate.exec(text);
      if (lone !== null) return { text: text.slice(0, lone.index), badAt: lone.index * 2 };
      return { text, badAt: even.length === bytes.length ? null : even.length };
    },
  };
}
