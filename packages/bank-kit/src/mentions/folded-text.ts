/** A text with what hides or disguises characters undone, and the way back to the source. */
export interface FoldedText {
  readonly text: string;
  readonly source: string;
  /** Does a look-alike letter stand for the unit? Only asked where they were folded. */
  readonly isLookAlike: (index: number) => boolean;
  /** First source unit of a folded one. */
  readonly startOf: (index: number) => number;
  /** One past the last source unit of a folded one. */
  readonly endOf: (index: number) => number;
}

/** Zero-width, direction and joining characters, soft hyphen, byte order mark. */
export const hiddenCharacter: RegExp =
  /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]/;

/** Cyrillic and Greek letters by the Latin letter that they look like. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  [
    ["АВЕЅІЈКМНОРСТХУԌԚԜ", "ABESIJKMHOPCTXYGQW"],
    ["аеѕіјорсухһԁԛԝ", "aesijopcyxhdqw"],
    ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"],
    ["οαν", "oav"],
  ].flatMap(([from = "", to = ""]) => [...from].map((letter, index) => [letter, to[index] ?? ""] as const)),
);
const lookAlikeBesideLatin =
  /[\u0370-\u03ff\u0400-\u052f][\u200b-\u200f\u2060\ufeff]?[0-9A-Za-z]|[0-9A-Za-z][\u200b-\u200f\u2060\ufeff]?[\u0370-\u03ff\u0400-\u052f]/;

/** First code unit of the ten digits of a script, in Unicode's order. */
const digitBlocks: readonly number[] = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0,
  0x1810, 0xff10,
];

/** What people write so that an address cannot be clicked, by what it stands for. */
const defanged = /\[(?:\.|dot|:|:\/\/|@|at)\]|\((?:\.|dot|@|at)\)|\{(?:\.|dot|@|at)\}/giy;
const defangedValues: ReadonlyMap<string, string> = new Map([
  [".", "."],
  ["dot", "."],
  [":", ":"],
  ["://", "://"],
  ["@", "@"],
  ["at", "@"],
]);

/** Do letters of other alphabets touch Latin ones, so that a second look with look-alikes folded is worth it? */
export function mayHoldLookAlikes(text: string): boolean {
  return lookAlikeBesideLatin.test(text);
}

/** What folding would change: hidden characters, wide ones, other digits. Brackets and look-alikes are asked about apart. */
const foldable = new RegExp(
  `[\\xa0\\u3000\\uff01-\\uff5e${digitBlocks.map((first) => `${escapeOf(first)}-${escapeOf(first + 9)}`).join("")}]|${hiddenCharacter.source}`,
);
const openBracket = /[[({](?:\.|dot|:|@|at)/i;
const anyLookAlike = new RegExp(`[${[...lookAlikes.keys()].join("")}]`);

function escapeOf(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, "0")}`;
}

/** Folds a text. `withLookAlikes` also turns Cyrillic and Greek letters into the Latin ones that they look like. */
export function foldText(source: string, withLookAlikes: boolean): FoldedText {
  const isPlain = !foldable.test(source) && !openBracket.test(source) && !(withLookAlikes && anyLookAlike.test(source));
  if (isPlain) return plain(source);
  const starts = new Uint32Array(source.length);
  const ends = new Uint32Array(source.length);
  const pieces: string[] = [];
  let count = 0;
  for (let at = 0; at < source.length; ) {
    const [value, width] = foldAt(source, at, withLookAlikes);
    for (let unit = 0; unit < value.length; unit += 1) {
      starts[count] = at;
      ends[count] = at + width;
      count += 1;
    }
    pieces.push(value);
    at += width;
  }
  return {
    text: pieces.join(""),
    source,
    isLookAlike: (index) => lookAlikes.has(source[starts[index] ?? 0] ?? ""),
    startOf: (index) => starts[index] ?? source.length,
    endOf: (index) => ends[index] ?? source.length,
  };
}

function plain(source: string): FoldedText {
  return { text: source, source, isLookAlike: () => false, startOf: (index) => index, endOf: (index) => index + 1 };
}

/** What stands for the source's unit at `at`, and how many units that covers. Never longer than what it covers. */
function foldAt(source: string, at: number, withLookAlikes: boolean): readonly [string, number] {
  const code = source.charCodeAt(at);
  const unit = source[at] ?? "";
  if (code < 0x80) return code === 0x5b || code === 0x28 || code === 0x7b ? foldBracket(source, at, unit) : [unit, 1];
  if (!foldable.test(unit)) return [(withLookAlikes ? lookAlikes.get(unit) : undefined) ?? unit, 1];
  if (hiddenCharacter.test(unit)) return ["", 1];
  if (code === 0x3000 || code === 0xa0) return [" ", 1];
  const block = digitBlocks.find((first) => code >= first && code < first + 10);
  if (block !== undefined) return [String(code - block), 1];
  return [String.fromCharCode(code - 0xfee0), 1];
}

function foldBracket(source: string, at: number, unit: string): readonly [string, number] {
  defanged.lastIndex = at;
  const match = defanged.exec(source)?.[0];
  const value = match === undefined ? undefined : defangedValues.get(match.slice(1, -1).toLowerCase());
  return match === undefined || value === undefined ? [unit, 1] : [value, match.length];
}
