import { type EncodingName, encodingNames } from "./encoding-name.ts";
import { createTextDecoder } from "./text-decoder.ts";

/** What the first bytes of a file hint at. Hints only: the sender says which encoding it is. */
export interface EncodingHints {
  /** By the byte order mark. */
  readonly mark: EncodingName | null;
  readonly isAscii: boolean;
  readonly isUtf8: boolean;
  /** In a text of a single-byte or multi-byte encoding there are none. */
  readonly nulBytes: number;
  /** Encodings in which the bytes are text, the likeliest first, with the share of the letters beyond ASCII that are usual in it. */
  readonly candidates: readonly EncodingCandidate[];
}

export interface EncodingCandidate {
  readonly encoding: EncodingName;
  /** From 0 to 1. */
  readonly share: number;
}

const marks: ReadonlyArray<readonly [EncodingName, readonly number[]]> = [
  ["utf-8", [0xef, 0xbb, 0xbf]],
  ["utf-16le", [0xff, 0xfe]],
  ["utf-16be", [0xfe, 0xff]],
];

/** Characters that texts of an encoding mostly have beyond ASCII: the language's own letters and everyday ideographs. */
const usual: Readonly<Partial<Record<EncodingName, RegExp>>> = {
  "windows-1252": /[À-ÖØ-öø-ÿ€’“”–]/gu,
  "windows-1258": /[À-ÖØ-öø-ÿăđơưĂĐƠƯ₫]|\u0300|\u0301|\u0303|\u0309|\u0323/gu,
  "windows-874": /[\u0e01-\u0e3a\u0e40-\u0e4e]/gu,
};
/** GB 2312 and Big5 order everyday characters first: their lead bytes. Shift JIS texts have kana. */
const everydayLeads: Readonly<Partial<Record<EncodingName, readonly [number, number]>>> = {
  gbk: [0xb0, 0xd7],
  big5: [0xa4, 0xc6],
};

/** Looks at the first bytes of a file; a character that they cut off at their end is left out. */
export function suspectEncoding(bytes: Uint8Array): EncodingHints {
  const mark = marks.find(([, prefix]) => prefix.every((byte, index) => bytes[index] === byte))?.[0] ?? null;
  const isAscii = bytes.every((byte) => byte < 0x80);
  const nulBytes = bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  const isUtf8 = textOf(bytes, "utf-8") !== undefined;
  const candidates = isAscii || nulBytes > 0 || mark !== null ? [] : rank(bytes, isUtf8);
  return { mark, isAscii, isUtf8, nulBytes, candidates };
}

function rank(bytes: Uint8Array, isUtf8: boolean): readonly EncodingCandidate[] {
  // Text of another encoding is hardly ever valid UTF-8 by chance.
  if (isUtf8) return [{ encoding: "utf-8", share: 1 }];
  const candidates = encodingNames
    .filter((encoding) => !encoding.startsWith("utf") && encoding !== "gb18030")
    .flatMap((encoding) => {
      const text = textOf(bytes, encoding);
      return text === undefined ? [] : [{ encoding, share: shareOfUsual({ bytes, encoding, text }) }];
    });
  return candidates.sort((a, b) => b.share - a.share);
}

function textOf(bytes: Uint8Array, encoding: EncodingName): string | undefined {
  const { text, fault } = createTextDecoder(encoding).decode(bytes);
  return fault === null ? text : undefined;
}

function shareOfUsual({ bytes, encoding, text }: { bytes: Uint8Array; encoding: EncodingName; text: string }): number {
  const beyondAscii = text.match(/[^\0-\x7f]/gu)?.length ?? 0;
  if (beyondAscii === 0) return 0;
  const letters = usual[encoding];
  if (letters !== undefined) return (text.match(letters)?.length ?? 0) / beyondAscii;
  const leads = everydayLeads[encoding];
  if (leads === undefined) return (text.match(/[ぁ-んァ-ヶ]/gu)?.length ?? 0) / beyondAscii;
  return countPairs(bytes, leads) / beyondAscii;
}

function countPairs(bytes: Uint8Array, [from, to]: readonly [number, number]): number {
  let count = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x81) continue;
    if (byte >= from && byte <= to) count += 1;
    at += 1;
  }
  return count;
}
