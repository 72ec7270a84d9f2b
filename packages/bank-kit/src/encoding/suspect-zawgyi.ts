/**
 * Zawgyi is a font encoding of Burmese that gives Unicode's numbers other meanings. Both are valid text, so only the order and choice of
 * characters tells them apart (Unicode Technical Note 11; the Unicode chart of Myanmar). In Unicode a vowel sign E follows its
 * consonant, a virama stands between two consonants, and an asat follows what it silences; in Zawgyi the sign E is written first, 0x1039 is
 * the asat, and letters of other languages (0x1060 to 0x1097) are stacked shapes.
 */
const zawgyiSigns: readonly RegExp[] = [
  /(?<![\u1000-\u1021\u1025\u103b-\u103e\u104e])\u1031(?=[\u1000-\u1021])/g,
  /\u1039(?![\u1000-\u1021])/g,
  /[\u1060-\u106d\u1085\u108a\u108f-\u1097]/g,
  /[\u1033\u1034\u105a]/g,
  /[\u103b\u107e-\u1084](?=[\u1000-\u1021]\u1031?[^\u103a])/g,
];
const unicodeSigns: readonly RegExp[] = [
  /[\u1000-\u1021\u103b-\u103e]\u1031(?![\u1000-\u1021][\u1039\u103a])/g,
  /[\u1000-\u1021]\u1039[\u1000-\u1021]/g,
  /[\u1000-\u1021\u102b\u102d-\u1030\u1032]\u103a/g,
  /\u103e/g,
];

/** Whether Burmese text is probably written for Zawgyi fonts. A suspicion for people to look at: nothing is converted. */
export function suspectZawgyi(text: string): boolean {
  if (!/[\u1000-\u109f]/.test(text)) return false;
  return countSigns(text, zawgyiSigns) > countSigns(text, unicodeSigns);
}

function countSigns(text: string, signs: readonly RegExp[]): number {
  return signs.reduce((sum, sign) => sum + (text.match(sign)?.length ?? 0), 0);
}
