import { compareBytewise } from "@tributary/domain";
import { burmeseWords, isZawgyiSuspected } from "./burmese-words.ts";
import { hanKeys, hanKeysOfLatin, hanSyllables, hanWords, isHanSurname } from "./han-names.ts";
import { latinWords } from "./latin-words.ts";
import { type NamePart, nameParts } from "./name-parts.ts";
import { entityWords, personWords, stripNativeWords } from "./name-words.ts";
import { nativeWords } from "./native-words.ts";
import { bonesOf, soundOf } from "./sound-key.ts";

/** Version of the rules that make keys: keys of different versions are never compared. */
export const nameModel = "name-keys/1";

export type PartyKind = "person" | "entity";

/** A name in the forms in which names are compared. Made for finding and weighing, never for display. */
export interface NameForms {
  /** The name's words in their own script, sorted: equal for the same name in another order of words. */
  readonly plain: readonly string[];
  /** Sorted words in the spelling that regional variants share. Only of names in Latin letters and Chinese characters. */
  readonly sounds: readonly string[];
  /** Words in the spelling that regional variants share, of every script. */
  readonly words: readonly string[];
  /** Scripts in which two names can be told to be different; a name in Thai alone and one in Latin letters alone cannot. */
  readonly scripts: readonly string[];
  /** What names must share one of to be looked at as a pair; at most 8. */
  readonly keys: readonly string[];
}

const keysMax = 8;
const wordsMax = 12;
/** Keys of fewer letters are shared by too many names to look for. */
const keyLettersMin = 3;
/** Shorter words are particles and syllables that unrelated names share. */
const wordLengthMin = 3;
/** Son of, daughter of, in Malaysia and Singapore. */
const descent = /\b(?:[SD]\/O|A\/[LP])\b/gi;
const noForms: NameForms = { plain: [], sounds: [], words: [], scripts: [], keys: [] };

/** Keys by which a name is looked for, at most 8, the narrowest first. None for an empty name or for Burmese that is not in Unicode. */
export function nameKeys(name: string, kind: PartyKind): readonly string[] {
  return nameForms(name, kind).keys;
}

/** All forms of a name. Each script in it is a name of its own: `马化腾 (Ma Huateng)`. */
export function nameForms(name: string, kind: PartyKind): NameForms {
  const forms = nameParts(name).map((part) => formsOf(part, kind));
  // The narrow keys of every script come before the wide ones of the first.
  const ranks = Array.from({ length: keysMax }, (_, rank) => forms.flatMap(({ keys }) => keys[rank] ?? []));
  return {
    plain: distinct(forms.flatMap(({ plain }) => plain)),
    sounds: distinct(forms.flatMap(({ sounds }) => sounds)),
    words: distinct(forms.flatMap(({ words }) => words)),
    scripts: distinct(forms.flatMap(({ scripts }) => scripts)),
    keys: distinct(ranks.flat()).slice(0, keysMax),
  };
}

function formsOf(part: NamePart, kind: PartyKind): NameForms {
  const bare = part.script === "latin" ? part.text : stripNativeWords(part.text, kind);
  if (part.script === "burmese" && isZawgyiSuspected(bare)) return noForms;
  const all = romanise({ ...part, text: bare }, kind).slice(0, wordsMax);
  const words = part.script === "latin" ? strip(all, kind) : all;
  if (words.length === 0) return noForms;
  const name: ReadName = { script: part.script, bare, all, words, kind };
  const sounds = soundsOf(name);
  return {
    plain: [sorted(part.script === "latin" ? words : bare.split(/\s+/))],
    sounds: isSounded(part.script) ? sounds : [],
    scripts: [isSounded(part.script) ? "latin" : part.script],
    words: distinct(words.map(soundOf)).filter((word) => word.length >= wordLengthMin),
    keys: distinct([...sounds.map((sound) => `sound:${sound}`), ...keysOf(name)]).filter(isTellingKey),
  };
}

/** Whether the Latin form is a reading, and not only good for keys. */
const isSounded = (script: NamePart["script"]): boolean => script === "latin" || script === "han";

interface ReadName {
  readonly script: NamePart["script"];
  /** As written, without titles in its own script. */
  readonly bare: string;
  /** Latin words, titles kept: some are surnames too. */
  readonly all: readonly string[];
  readonly words: readonly string[];
  readonly kind: PartyKind;
}

/** The name's sound, also with what may be a title; for a Chinese one in three words also with its given name as one word, as passports write it. */
function soundsOf({ script, all, words, kind }: ReadName): readonly string[] {
  const sound = sorted(words.map(soundOf));
  if (script !== "latin" || kind !== "person") return [sound];
  const [first = "", second = "", third = "", ...more] = all;
  const whole = distinct([sound, sorted(all.map(soundOf))]);
  if (third === "" || more.length > 0) return whole;
  return [
    ...whole,
    ...(isHanSurname(first) ? [sorted([soundOf(first), soundOf(`${second}${third}`)])] : []),
    ...(isHanSurname(third) ? [sorted([soundOf(third), soundOf(`${first}${second}`)])] : []),
  ];
}

function keysOf({ script, bare, all, words, kind }: ReadName): readonly string[] {
  const bones = words.map(bonesOf);
  return [
    `bones:${sorted(bones)}`,
    `row:${bones.join("")}`,
    ...(kind === "person" ? hanKeysOf(script, { bare, all }) : []),
    `joined:${sorted(words).replaceAll(" ", "")}`,
    ...(kind === "person" ? [`row:${all.map(bonesOf).join("")}`] : []),
    ...(kind === "person" && words.length > 1 ? [`ends:${sorted([bones[0] ?? "", bones.at(-1) ?? ""])}`] : []),
  ];
}

function isTellingKey(key: string): boolean {
  return key.startsWith("han:") || key.replace(/^[a-z]+:| /g, "").length >= keyLettersMin;
}

function hanKeysOf(script: NamePart["script"], { bare, all }: { bare: string; all: readonly string[] }): readonly string[] {
  if (script === "han") return hanKeys(bare);
  return script === "latin" ? hanKeysOfLatin(all) : [];
}

function romanise({ script, text }: NamePart, kind: PartyKind): readonly string[] {
  if (script === "latin") return latinWords(kind === "person" ? text.replace(descent, " ") : text);
  if (script === "han") return kind === "person" ? hanWords(text) : hanSyllables(text);
  return script === "burmese" ? burmeseWords(text) : nativeWords(text);
}

function strip(words: readonly string[], kind: PartyKind): readonly string[] {
  return kind === "person" ? personWords(words) : entityWords(words);
}

const sorted = (words: readonly string[]): string => [...words].sort(compareBytewise).join(" ");
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];
