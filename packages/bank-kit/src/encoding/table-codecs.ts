import iconv from "iconv-lite";
import type { Codec } from "./codec.ts";

/** What the tables give where they have no character. */
const replacement = "\ufffd";
/** GB 18030 can write the replacement character itself. */
const writtenReplacement = "8431a437";

/** An encoding in which each byte is a character. */
export function createByteCodec(label: string): Codec {
  const table = iconv.decode(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), label);
  const badBytes = new Set(Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => table[byte] === replacement));
  return {
    wholeLength: (bytes) => bytes.length,
    decode: (bytes) => {
      const found = bytes.findIndex((byte) => badBytes.has(byte));
      const valid = found === -1 ? bytes : bytes.subarray(0, found);
      return { text: iconv.decode(Buffer.from(valid), label), badAt: found === -1 ? null : found };
    },
  };
}

/** How many bytes the character has that starts at a place, by its first bytes. */
type CharacterLength = (bytes: Uint8Array, at: number) => number;

const isBetween = (byte: number | undefined, from: number, to: number): boolean =>
  byte !== undefined && byte >= from && byte <= to;

/** GBK and Big5: a byte from 0x81 to 0xFE leads a second one. */
export const doubleByte: CharacterLength = (bytes, at) => (isBetween(bytes[at], 0x81, 0xfe) ? 2 : 1);
/** Shift JIS: bytes from 0xA1 to 0xDF are half-width katakana. */
export const shiftJis: CharacterLength = (bytes, at) =>
  isBetween(bytes[at], 0x81, 0x9f) || isBetween(bytes[at], 0xe0, 0xfc) ? 2 : 1;
/** GB 18030: a digit in the second place leads two more bytes. */
export const gb18030: CharacterLength = (bytes, at) => {
  if (!isBetween(bytes[at], 0x81, 0xfe)) return 1;
  return isBetween(bytes[at + 1], 0x30, 0x39) ? 4 : 2;
};

/** An encoding whose characters have one byte or several. */
export function createMultiByteCodec(label: string, lengthAt: CharacterLength): Codec {
  return {
    wholeLength: (bytes) => {
      let at = 0;
      while (at < bytes.length) {
        const next = at + lengthAt(bytes, at);
        if (next > bytes.length || (lengthAt === gb18030 && at + 1 === bytes.length && isBetween(bytes[at], 0x81, 0xfe))) break;
        at = next;
      }
      return at;
    },
    decode: (bytes) => {
      const text = iconv.decode(Buffer.from(bytes), label, { stripBOM: false });
      return text.includes(replacement) ? decodeOneByOne(bytes, { label, lengthAt }) : { text, badAt: null };
    },
  };
}

function decodeOneByOne(
  bytes: Uint8Array,
  { label, lengthAt }: { readonly label: string; readonly lengthAt: CharacterLength },
): ReturnType<Codec["decode"]> {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const character = Buffer.from(bytes.subarray(at, at + lengthAt(bytes, at)));
    const decoded = iconv.decode(character, label, { stripBOM: false });
    const isBad = decoded.includes(replacement) && character.toString("hex") !== writtenReplacement;
    if (isBad) return { text, badAt: at };
    text += decoded;
    at += character.length;
  }
  return { text, badAt: null };
}
