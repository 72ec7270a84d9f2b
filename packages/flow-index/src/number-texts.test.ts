import { compareBytewise } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TextRows } from "./growing-texts.ts";
import { createTextNumbering } from "./number-texts.ts";
import { rankNumbers } from "./ranked-numbers.ts";
import { sortTexts } from "./sort-texts.ts";

/** Few letters, and long beginnings that many share: texts meet in one hash, one bucket, one length. */
const arbitraryText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .tuple(fc.constantFrom("", "eip155:1:0x", "é"), fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength: 9 }))
    .map((parts) => parts.join("")),
);
const arbitraryTexts = fc.oneof(
  fc.array(arbitraryText, { maxLength: 60 }),
  fc.array(arbitraryText, { minLength: 300, maxLength: 900 }),
);

function pack(texts: readonly string[]): TextRows {
  const parts = texts.map((text) => Buffer.from(text, "utf8"));
  const starts = new Uint32Array(texts.length + 1);
  parts.forEach((part, row) => {
    starts[row + 1] = (starts[row] ?? 0) + part.length;
  });
  const bytes = Buffer.allocUnsafeSlow(starts[texts.length] ?? 0);
  parts.forEach((part, row) => {
    bytes.set(part, starts[row]);
  });
  return { bytes, starts: starts.subarray(0, texts.length), ends: starts.subarray(1) };
}

function unpack({ bytes, starts, ends }: TextRows, rows: Iterable<number>): string[] {
  return Array.from(rows, (row) => bytes.toString("utf8", starts[row], ends[row]));
}

test("texts are sorted bytewise, equal ones as they stood", () => {
  fc.assert(
    fc.property(arbitraryTexts, (texts) => {
      const rows = Array.from(texts.keys()).sort((a, b) => compareBytewise(texts[a] ?? "", texts[b] ?? "") || a - b);
      expect(Array.from(sortTexts(pack(texts)))).toEqual(rows);
    }),
  );
});

test("equal texts have one number, the known ones theirs, and new ones that of their rank", () => {
  fc.assert(
    fc.property(fc.array(arbitraryTexts, { maxLength: 4 }), fc.array(arbitraryText, { maxLength: 5 }), (pieces, names) => {
      const known = [...new Set(names)];
      const firstNew = known.length;
      const numberKnown = (text: string): number | undefined => (known.includes(text) ? known.indexOf(text) : undefined);
      const numbering = createTextNumbering({ known: numberKnown, firstNew });
      const given = pieces.flatMap((texts) => Array.from(numbering.number(pack(texts), texts.length)));
      const all = pieces.flat();
      const strangers = [...new Set(all)].filter((text) => !known.includes(text));
      expect(unpack(numbering.added(), strangers.keys())).toEqual(strangers);
      const { order, renumber } = rankNumbers(numbering.added(), firstNew);
      const sorted = [...strangers].sort(compareBytewise);
      expect(unpack(numbering.added(), order)).toEqual(sorted);
      const wanted = all.map((text) => numberKnown(text) ?? firstNew + sorted.indexOf(text));
      expect(Array.from(renumber(Uint32Array.from(given)))).toEqual(wanted);
    }),
  );
});
