/** A run of ASCII letters and digits in a folded text. */
export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** All runs of ASCII letters and digits, in order. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(/[0-9A-Za-z]+/g))
    words.push({ start: match.index, end: match.index + match[0].length, text: match[0] });
  return words;
}

/** Several words that only spaces or line breaks keep apart, read as one. */
export interface Joined {
  readonly text: string;
  /** Index of the last word. */
  readonly last: number;
}

export const piecesMax = 12;
const gapMax = 8;

/** Joins words from `first` on: yields what two words give, then three, and so on, up to a length and a number of pieces. */
export function* joinsFrom(
  text: string,
  words: readonly Word[],
  from: { readonly first: number; readonly lengthMax: number },
): Generator<Joined, void, undefined> {
  let joined = words[from.first]?.text ?? "";
  for (let last = from.first + 1; last < from.first + piecesMax; last += 1) {
    const word = words[last];
    const before = words[last - 1];
    if (word === undefined || before === undefined || joined.length + word.text.length > from.lengthMax) return;
    if (word.start - before.end > gapMax || text.slice(before.end, word.start).trim() !== "") return;
    joined += word.text;
    yield { text: joined, last };
  }
}
