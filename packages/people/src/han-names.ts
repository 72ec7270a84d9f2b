import { pinyin } from "pinyin-pro";
import { readTableFile, toList, toTexts } from "./table-file.ts";

interface SurnameTable {
  /** Surname as written, simplified or not, to its simplified form. */
  readonly byHan: ReadonlyMap<string, string>;
  /** Latin spelling to the simplified surnames that are spelt so. */
  readonly byLatin: ReadonlyMap<string, readonly string[]>;
}

const table = loadSurnames();
const familiesMax = 3;

function loadSurnames(): SurnameTable {
  const byHan = new Map<string, string>();
  const byLatin = new Map<string, string[]>();
  for (const row of toList(readTableFile("tables/han-surnames.json").get("surnames"), "surnames")) {
    const [simplified = "", other = "", spellings = ""] = toTexts(row, "surname");
    byHan.set(simplified, simplified);
    if (other !== "") byHan.set(other, simplified);
    for (const spelling of new Set(spellings.split(" "))) byLatin.set(spelling, [...(byLatin.get(spelling) ?? []), simplified]);
  }
  return { byHan, byLatin };
}

/** The Mandarin reading of a person's name in Chinese characters, capital Latin: surname, then the given name as one word, as passports write it. */
export function hanWords(text: string): readonly string[] {
  const surnameLength = surnameOf(hanOf(text)).length;
  const syllables = readSyllables(text, "head");
  return [syllables.slice(0, surnameLength).join(""), syllables.slice(surnameLength).join("")].filter((word) => word !== "");
}

/** The Mandarin reading of another name, a word a character. */
export function hanSyllables(text: string): readonly string[] {
  return readSyllables(text, "off").filter((word) => word !== "");
}

function readSyllables(text: string, surname: "head" | "off"): readonly string[] {
  const syllables = pinyin(hanOf(text).join(""), { toneType: "none", type: "array", surname, v: true });
  return syllables.map((syllable) => syllable.toUpperCase().replace(/[^A-Z]/g, ""));
}

/** Whether a capital Latin word is a spelling of a Chinese surname of the table. */
export function isHanSurname(word: string): boolean {
  return table.byLatin.has(word);
}

/**
 * Keys that a Chinese name shares with its Cantonese, Hokkien, Teochew, Hakka and Vietnamese spellings: the surname by table, and of each further syllable only
 * the class of its first sound. Wide on purpose: they bring pairs together and say nothing of them.
 */
export function hanKeys(text: string): readonly string[] {
  const characters = hanOf(text);
  const surname = surnameOf(characters);
  const simplified = table.byHan.get(surname.join(""));
  const given = characters.slice(surname.length);
  if (simplified === undefined || given.length === 0) return [];
  return [`han:${simplified}:${classesOf(readSyllables(given.join(""), "off"))}`];
}

/** The same keys for a name in Latin letters whose first or last word is a spelling of a Chinese surname: at most three. */
export function hanKeysOfLatin(words: readonly string[]): readonly string[] {
  if (words.length < 2 || words.length > 4) return [];
  const [first = "", last = ""] = [words[0], words.at(-1)];
  const keys = [
    ...familiesOf(first).map((family) => `han:${family}:${classesOf(words.slice(1))}`),
    ...familiesOf(last).map((family) => `han:${family}:${classesOf(words.slice(0, -1))}`),
  ];
  return keys.filter((key) => !key.endsWith(":")).slice(0, familiesMax);
}

const familiesOf = (word: string): readonly string[] => table.byLatin.get(word) ?? [];
const hanOf = (text: string): string[] => [...text].filter((character) => /\p{Script=Han}/u.test(character));

function surnameOf(characters: readonly string[]): readonly string[] {
  const compound = characters.slice(0, 2);
  return characters.length > 2 && table.byHan.has(compound.join("")) ? compound : characters.slice(0, 1);
}

/** The first sound of every syllable, by class: Mandarin j, q and x are k or s elsewhere, r is y, and w is v. */
function classesOf(words: readonly string[]): string {
  return words.flatMap(onsetsOf).map(classOf).join("");
}

function onsetsOf(word: string): readonly string[] {
  const letters = word.replace(/[^A-Z]/g, "");
  const starts = letters.matchAll(/(?:[ZCSPTKNG]H|NG|T[SZ]|HS|[B-DF-HJ-NP-TV-Z])?[AEIOU]+|^(?:NG|M)$/g);
  return [...starts].filter(({ 0: found, index }) => index === 0 || !/^[AEIOU]/.test(found)).map(({ 0: found }) => found);
}

function classOf(onset: string): string {
  if (/^(?:[ZCSJQX]|T[SZ]|HS|K|G|H)/.test(onset)) return "K";
  if (/^[BPF]/.test(onset)) return "P";
  if (/^[DT]/.test(onset)) return "T";
  if (/^(?:N(?!G)|L)/.test(onset)) return "L";
  return /^M/.test(onset) ? "M" : "Y";
}
