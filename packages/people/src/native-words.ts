import anyAscii from "any-ascii";

/** Written order to spoken order, silent letters and consonants that end a syllable with another sound. Thai and Lao; facts of their spelling. */
const respellings: readonly (readonly [RegExp, string])[] = [
  // A letter under the silence mark is not spoken, nor is its vowel.
  [/[ทตด]ร์/g, ""],
  [/[ก-ฮ][ิุ]?์/g, ""],
  [/[ກ-ຮ][ິຸ]?໌/g, ""],
  // A leading h only raises the tone of what follows.
  [/ห(?=[นมรลวยญง][^์])/g, ""],
  [/ຫ(?=[ນມຣລວຍງຼ])/g, ""],
  // Any other one is spoken, with a vowel that need not be written.
  [/ห(?![ะาำิีึืุูั])/g, "หะ"],
  // Vowels that are written before their consonants.
  [/([ใไ])([ก-ฮ][รล]?)/g, "$2$1"],
  [/([เแโ])([ก-ฮ])/g, "$2$1"],
  [/([ໃໄ])([ກ-ຮ])/g, "$2$1"],
  [/([ເແໂ])([ກ-ຮ])/g, "$2$1"],
  // At a word's end this letter is an n.
  [/ญ(?![ะาำิีึืุูเแโใไั])/g, "น"],
  // Where the transliteration follows another language's habit.
  [/ຍ/g, "y"],
];

/** Capital Latin letters for a name in a script other than Latin, Han and Burmese; readable enough to make keys of, and for nothing else. */
export function nativeWords(text: string): readonly string[] {
  const respelt = respellings.reduce((name, [pattern, replacement]) => name.replace(pattern, replacement), text);
  return anyAscii(respelt)
    .toUpperCase()
    .replace(/'/g, "")
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== "");
}
