import { gzipSync } from "node:zlib";
import { editArchive, pack, partsOf } from "./bank-fuzz-archive.ts";
import { editBytes } from "./bank-fuzz-bytes.ts";
import { editElements } from "./bank-fuzz-elements.ts";
import { editCells, editFields, editLines } from "./bank-fuzz-lines.ts";
import { type Random, randomOf } from "./bank-fuzz-random.ts";
import type { Family, Seed } from "./bank-fuzz-seeds.ts";
import { editValues } from "./bank-fuzz-values.ts";

/** A mutated file. */
export interface FuzzCase {
  readonly number: number;
  readonly seed: Seed;
  readonly bytes: Buffer;
  /** What the bytes say, one character a byte; null where damage stands on top of an encoding or an archive. */
  readonly text: string | null;
  /** True where only the container was changed: what loads without a finding is what the seed holds, whole. */
  readonly isContainerOnly: boolean;
  /** Names of the edits, in order. */
  readonly trail: readonly string[];
}

const editors: Readonly<Record<Exclude<Family, "xlsx">, (text: string, random: Random) => { name: string; text: string }>> = {
  xml: editElements,
  json: editValues,
  mt: editFields,
  csv: editCells,
  settings: (text, random) => (text.trimStart().startsWith("{") ? editValues(text, random) : editLines(text, random)),
};

/** The case of a number: always the same for the same seed, seeds and number. */
export function makeCase(number: number, { seeds, seed: base }: { seeds: readonly Seed[]; seed: number }): FuzzCase {
  const random = randomOf(base, number);
  const [first] = seeds;
  const seed = seeds[number % seeds.length] ?? first;
  if (seed === undefined) throw new Error("no seeds");
  if (seed.family === "xlsx") return sheetCase(number, seed, random);
  const trail: string[] = [];
  let text = seed.bytes.toString("latin1");
  const isBytesOnly = random.oneIn(3);
  for (let count = isBytesOnly ? 0 : 1 + random.below(3); count > 0; count -= 1) {
    const edited = editors[seed.family](text, random);
    trail.push(edited.name);
    text = edited.text;
  }
  if (isBytesOnly || random.oneIn(6)) {
    const sameKind = seeds.filter(({ family }) => family === seed.family);
    let bytes: Buffer = Buffer.from(text, "latin1");
    for (let count = 1 + random.below(3); count > 0; count -= 1) {
      const edited = editBytes(bytes, random.pick(random.oneIn(4) ? seeds : sameKind).bytes, random);
      trail.push(edited.name);
      bytes = edited.bytes;
    }
    text = bytes.toString("latin1");
  }
  return contained({ number, seed, bytes: Buffer.from(text, "latin1"), text, isContainerOnly: false, trail }, random);
}

/** Some texts come in another encoding, in gzip, or in an archive, and some of these are damaged. */
function contained(plain: FuzzCase, random: Random): FuzzCase {
  const { seed, bytes, trail } = plain;
  if (random.oneIn(8) && ["xml", "json", "mt"].includes(seed.family)) return encoded(plain, random);
  if (random.oneIn(10) && seed.family !== "settings") {
    return damaged({ ...plain, bytes: gzipSync(bytes), trail: [...trail, "gzip"] }, random, (packed) =>
      editBytes(packed, seed.bytes, random),
    );
  }
  if (seed.scan !== "goaml" || !random.oneIn(2)) return plain;
  const attachments = [{ name: "scan.pdf", content: Buffer.from("%PDF-1.7 made up") }];
  if (random.oneIn(2))
    return { ...plain, bytes: pack([{ name: "report.xml", content: bytes }, ...attachments]), trail: [...trail, "zip"] };
  const whole = pack([{ name: "report.xml", content: seed.bytes }, ...attachments]);
  const edited = random.oneIn(4) ? editBytes(whole, whole, random) : editArchive(whole, random);
  return {
    ...plain,
    bytes: edited.bytes,
    text: seed.bytes.toString("latin1"),
    isContainerOnly: true,
    trail: ["zip", edited.name],
  };
}

function damaged(whole: FuzzCase, random: Random, edit: (bytes: Buffer) => { name: string; bytes: Buffer }): FuzzCase {
  if (random.oneIn(2)) return whole;
  const edited = edit(whole.bytes);
  return { ...whole, bytes: edited.bytes, text: null, trail: [...whole.trail, edited.name] };
}

function encoded(plain: FuzzCase, random: Random): FuzzCase {
  const text = plain.bytes.toString("utf8");
  const little = Buffer.from(random.oneIn(4) ? text : `\ufeff${text}`, "utf16le");
  const even = little.subarray(0, little.length - (little.length % 2));
  const forms = [
    { name: "UTF-16, little end first", bytes: little },
    { name: "UTF-16, big end first", bytes: Buffer.from(even).swap16() },
    { name: "UTF-8 with a mark", bytes: Buffer.from(`\ufeff${text}`, "utf8") },
    { name: "two marks", bytes: Buffer.from(`\ufeff\ufeff${text}`, "utf8") },
  ];
  const form = random.pick(forms);
  // Elements have no encoding of their own to say: the declaration goes with the bytes.
  return damaged({ ...plain, bytes: form.bytes, trail: [...plain.trail, form.name] }, random, (bytes) =>
    editBytes(bytes, bytes, random),
  );
}

const sheetPart = "xl/worksheets/sheet1.xml";

/** Spreadsheets: an edit inside one of the parts, or of the archive. */
function sheetCase(number: number, seed: Seed, random: Random): FuzzCase {
  const trail: string[] = [];
  if (random.oneIn(2)) {
    const edited = random.oneIn(4) ? editBytes(seed.bytes, seed.bytes, random) : editArchive(seed.bytes, random);
    return { number, seed, bytes: edited.bytes, text: null, isContainerOnly: true, trail: [edited.name] };
  }
  const parts = partsOf(seed.bytes);
  const name = random.oneIn(2) ? sheetPart : random.pick(parts).name;
  const changed = parts.map((part) => {
    if (part.name !== name) return part;
    let text = part.content.toString("latin1");
    for (let count = 1 + random.below(2); count > 0; count -= 1) {
      const edited = editElements(text, random);
      trail.push(`${name}: ${edited.name}`);
      text = edited.text;
    }
    return { ...part, content: Buffer.from(text, "latin1") };
  });
  const text = changed.find((part) => part.name === sheetPart)?.content.toString("latin1") ?? null;
  return { number, seed, bytes: pack(changed), text, isContainerOnly: false, trail };
}
