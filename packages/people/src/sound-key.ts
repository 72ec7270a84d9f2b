/**
 * How romanisations of one word differ across the region, each pair of spellings made one: ph/f, th/t, kh/k, chh/ch/zh/j/q, x/hs/sh/z/ts/s, aa/a, ou/u,
 * ee/i, w/v. Small letters are results, so that no rule meets what an earlier one made. Source: bank-data notes on names; the rules are a choice, not a standard.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/PH|F/g, "f"],
  [/TZ|TS/g, "s"],
  [/TH/g, "t"],
  [/KH/g, "k"],
  [/CHH|CH|ZH|DJ|TJ|[JQ]/g, "c"],
  [/HS|SH|[XZ]/g, "s"],
  [/CK/g, "k"],
  [/C/g, "k"],
  [/[VW]/g, "w"],
  [/AA+/g, "a"],
  [/EE+|II+/g, "i"],
  [/OO+|OU/g, "u"],
  [/([AEIOUaiu])Y/g, "$1i"],
  [/([AEIOUaiu])R(?=[B-DF-HJ-NP-TV-Zbcdfghjklmnpqrstvwxz])/g, "$1"],
  [/([AEIOUaiu])[HR]$/g, "$1"],
];

/** A capital Latin word in the spelling that its regional variants share: SOMCHAI and SOMCHAY, JAIDEE and CHAIDI. Never for display. */
export function soundOf(word: string): string {
  const spelt = rules.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), word).toUpperCase();
  return spelt.replace(/([A-Z])\1+/g, "$1");
}

/**
 * The consonants of a word's sound, for scripts that write few vowels: voicing, l and r, and the stops at a word's end made one. A glide counts only at
 * the start, and h only there before a vowel.
 */
export function bonesOf(word: string): string {
  const folded = soundOf(word)
    .replace(/NG/g, "N")
    .replace(/[FB]/g, "P")
    .replace(/D/g, "T")
    .replace(/G/g, "K")
    .replace(/R/g, "L")
    .replace(/L$/g, "N")
    .replace(/[SC]$/g, "T");
  const start = /^H[AEIOUY]/.test(folded) || /^H$/.test(folded) ? "H" : (/^[WY]/.exec(folded)?.[0] ?? "");
  const bones = `${start}${folded.replace(/[AEIOUHWY]/g, "")}`;
  return bones === "" ? folded.slice(0, 1) : bones;
}
