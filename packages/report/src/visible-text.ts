const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** Joiners and breaks that Khmer, Burmese, Thai and Lao texts are written with. */
const writtenJoiners = /[\u200b-\u200d]/;

/**
 * Makes control and direction characters of a foreign text visible, `\u{202e}`: a token's or a tag's name must not
 * turn a line around, move a cursor or hide.
 */
export function visibleText(text: string): string {
  return text.replace(hidden, (character) =>
    writtenJoiners.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
