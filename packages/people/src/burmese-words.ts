/**
 * Consonants of Burmese as they are usually romanised in people's names; U+1000 on. any-ascii gives the vowels' places away, so that its output matches no
 * spelling in use.
 */
const consonants = "K KH G G NG S HS Z Z NY NY T HT D D N T HT D D N P HP B B M Y Y L W TH H L".split(" ");
const firstConsonant = 0x1000;
const lastConsonant = firstConsonant + consonants.length - 1;
const asat = "\u103a";
const virama = "\u1039";

/** Capital Latin consonants, vowels as one A, of a name in Burmese script; for keys only. */
export function burmeseWords(text: string): readonly string[] {
  return text
    .split(/[\s၊။,.-]+/)
    .map(romanise)
    .filter((word) => word !== "");
}

function romanise(word: string): string {
  const letters = [...word];
  let spelt = "";
  for (let index = 0; index < letters.length; index += 1) {
    const letter = letters[index] ?? "";
    const code = letter.codePointAt(0) ?? 0;
    if (code >= firstConsonant && code <= lastConsonant) {
      const isFinal = letters[index + 1] === asat || letters[index + 1] === virama;
      const sound = soundAt(letters, index);
      spelt += isFinal ? finalSound(sound) : `${sound}A`;
    } else if (letter === "\u1036") spelt += "N";
    else if (letter === "\u102f" || letter === "\u1021") spelt += "A";
    else if (code >= 0x1040 && code <= 0x1049) spelt += String(code - 0x1040);
  }
  return spelt;
}

/** With a y below, kh is spoken ch and g is spoken j. */
function soundAt(letters: readonly string[], index: number): string {
  const sound = consonants[(letters[index]?.codePointAt(0) ?? 0) - firstConsonant] ?? "";
  if (!/[\u103b\u103c]/.test(letters[index + 1] ?? "")) return sound;
  return sound === "KH" ? "CH" : sound === "G" ? "J" : sound;
}

/** At a syllable's end all nasals sound alike, all stops are a catch of the voice written t or k, and y is part of the vowel. */
function finalSound(sound: string): string {
  if (["NG", "N", "M"].includes(sound)) return "N";
  return ["NY", "Y", "W", "L"].includes(sound) ? "" : "T";
}

/**
 * Whether Burmese text has sequences that Unicode does not allow and the Zawgyi font encoding is full of: a vowel sign before any consonant, a stacking mark
 * without a consonant below it, or the font's own code points. Such text is not read as Burmese, and no key is made of it.
 */
export function isZawgyiSuspected(text: string): boolean {
  return (
    /(^|[^\u1000-\u1021\u103b-\u103f\u1025-\u1027\u1029])\u1031/.test(text) ||
    /\u1039(?![\u1000-\u1021])/.test(text) ||
    /[\u1060-\u1097]/.test(text)
  );
}
