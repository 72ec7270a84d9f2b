import type { Random } from "./bank-fuzz-random.ts";

/** What hostile or broken systems write where a value should stand; one character is one byte. */
export const extremes: readonly string[] = [
  "",
  "-",
  "0",
  "-0",
  "-5",
  "1e400",
  "1e5",
  "NaN",
  "Infinity",
  "0x10",
  "9".repeat(80),
  `0.${"0".repeat(80)}1`,
  "1,5",
  "1.5.5",
  "00000010.50",
  " 10.50 ",
  "2025-13-40",
  "2025-02-30T00:00:00",
  "0001-01-01T00:00:00+14:00",
  "9999-12-31T23:59:59Z",
  "x".repeat(600),
  "A".repeat(9000),
  "\0",
  "\xef\xbb\xbf",
  "\xed\xa0\x80",
  "\xff\xfe",
  "\xe2\x80\xae",
  "__proto__",
  "constructor",
  "=HYPERLINK(1)",
  "../../etc/passwd",
  "{{7*7}}",
  "%s%s%n",
];

const marks = [
  "<",
  ">",
  "&",
  '"',
  "'",
  "/",
  ";",
  ",",
  ":",
  "\n",
  "\r",
  "\t",
  "\0",
  "{",
  "}",
  "[",
  "]",
  "]]>",
  "<!--",
  "$",
  "-}",
  "|",
];

export interface BytesEdit {
  readonly name: string;
  readonly bytes: Buffer;
}

const join = (...parts: readonly Uint8Array[]): Buffer => Buffer.concat(parts);

/** Edits that know nothing of the format. `other` is another seed, for splices. */
export function editBytes(bytes: Buffer, other: Buffer, random: Random): BytesEdit {
  const at = random.below(Math.max(bytes.length, 1));
  const end = Math.min(bytes.length, at + 1 + random.below(random.oneIn(4) ? 4000 : 40));
  const copy = Buffer.from(bytes);
  const edits: readonly (() => BytesEdit)[] = [
    () => {
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
      return { name: "flip", bytes: copy };
    },
    () => {
      if (at < copy.length) copy[at] = random.below(256);
      return { name: "set", bytes: copy };
    },
    () => ({ name: "cut", bytes: join(bytes.subarray(0, at), bytes.subarray(end)) }),
    () => ({ name: "end", bytes: bytes.subarray(0, at) }),
    () => ({ name: "repeat", bytes: join(bytes.subarray(0, end), bytes.subarray(at)) }),
    () => ({
      name: "insert",
      bytes: join(bytes.subarray(0, at), Buffer.from(random.pick([...marks, ...extremes]), "latin1"), bytes.subarray(at)),
    }),
    () => ({ name: "splice", bytes: join(bytes.subarray(0, at), other.subarray(random.below(other.length))) }),
    () => {
      const length = Math.min(end - at, 60);
      const target = random.below(Math.max(bytes.length - length, 1));
      bytes.copy(copy, target, at, at + length);
      return { name: "overwrite", bytes: copy };
    },
  ];
  return random.pick(edits)();
}
