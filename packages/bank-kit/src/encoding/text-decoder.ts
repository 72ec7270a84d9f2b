import type { Codec } from "./codec.ts";
import type { EncodingName } from "./encoding-name.ts";
import { createByteCodec, createMultiByteCodec, doubleByte, gb18030, shiftJis } from "./table-codecs.ts";
import { createUtf16Codec, utf8Codec } from "./utf-codecs.ts";

/** The first place in a text whose bytes do not fit its encoding. */
export interface TextFault {
  /** For people: the byte and the encoding. */
  readonly found: string;
  /** Counts from 0, a byte order mark included. */
  readonly byteOffset: number;
  /** Counts from 1. */
  readonly line: number;
}

/** Text decoded so far, and why decoding cannot go on where it cannot. */
export interface DecodedText {
  readonly text: string;
  readonly fault: TextFault | null;
}

/** Turns a file's bytes into text without guessing: what does not decode exactly is told, never replaced. */
export interface StrictTextDecoder {
  readonly decode: (chunk: Uint8Array) => DecodedText;
  readonly end: () => DecodedText;
}

const codecs: Readonly<Record<EncodingName, () => Codec>> = {
  "utf-8": () => utf8Codec,
  "utf-16le": () => createUtf16Codec(false),
  "utf-16be": () => createUtf16Codec(true),
  "windows-1252": () => createByteCodec("windows-1252"),
  "windows-1258": () => createByteCodec("windows-1258"),
  "windows-874": () => createByteCodec("windows-874"),
  gbk: () => createMultiByteCodec("gbk", doubleByte),
  gb18030: () => createMultiByteCodec("gb18030", gb18030),
  big5: () => createMultiByteCodec("big5", doubleByte),
  shift_jis: () => createMultiByteCodec("shift_jis", shiftJis),
};

const made = new Map<EncodingName, Codec>();

/** The tables are large: each is made when it is first needed, and kept. */
function codecOf(encoding: EncodingName): Codec {
  const codec = made.get(encoding) ?? codecs[encoding]();
  made.set(encoding, codec);
  return codec;
}

/** A byte order mark at the start is left out. After a fault nothing more is decoded. */
export function createTextDecoder(encoding: EncodingName): StrictTextDecoder {
  const codec = codecOf(encoding);
  let held: Uint8Array = new Uint8Array(0);
  let position = 0;
  let line = 1;
  let isStart = true;
  let broken: TextFault | null = null;
  const take = (chunk: Uint8Array, isLast: boolean): DecodedText => {
    if (broken !== null) return { text: "", fault: broken };
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const whole = bytes.subarray(0, isLast ? bytes.length : codec.wholeLength(bytes));
    held = bytes.slice(whole.length);
    const { text: decoded, badAt } = codec.decode(whole);
    const text = isStart && decoded.startsWith("\ufeff") ? decoded.slice(1) : decoded;
    isStart = isStart && decoded === "";
    line += countLineFeeds(text);
    if (badAt !== null) broken = { found: describe(whole[badAt], encoding), byteOffset: position + badAt, line };
    position += whole.length;
    return { text, fault: broken };
  };
  return { decode: (chunk) => take(chunk, false), end: () => take(new Uint8Array(0), true) };
}

function describe(byte: number | undefined, encoding: EncodingName): string {
  return `a byte 0x${(byte ?? 0).toString(16).padStart(2, "0")} that has no meaning here in ${encoding}`;
}

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
