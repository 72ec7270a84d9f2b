/** A run of ASCII letters and digits in a folded text. */
export interface Word {
  readonly start: number;
  readonly end: number;
}

/** All runs of ASCII letters and digits, in order. */
export function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let start = -1;
  for (let at = 0; at <= text.length; at += 1) {
    const isInside = isLetterOrDigit(text.charCodeAt(at));
    if (isInside && start < 0) start = at;
    else if (!isInside && start >= 0) {
      words.push({ start, end: at });
      start = -1;
    }
  }
  return words;
}

/** Beyond the end the code is NaN, and the answer no. */
function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

/** Several words that only spaces or line breaks keep apart, read as one. */
export interface Joined {
  readonly text: string;
  /** Index of the last word. */
  readonly last: number;
}

const piecesMax = 12;
const gapMax = 8;

/** Joins words from `first` on: yields what two words give, then three, and so on, up to a length and a number of pieces. */
export function* joinsFrom(
  text: string,
  words: readonly Word[],
  from: { readonly first: number; readonly lengthMax: number },
): Generator<Joined, void, undefined> {
  const own = words[from.first];
  let joined = own === undefined ? "" : text.slice(own.start, own.end);
  for (let last = from.first + 1; last < from.first + piecesMax; last += 1) {
    const word = words[last];
    const before = words[last - 1];
    if (word === undefined || before === undefined || joined.length + word.end - word.start > from.lengthMax) return;
    if (word.start - before.end > gapMax || text.slice(before.end, word.start).trim() !== "") return;
    joined += text.slice(word.start, word.end);
    yield { text: joined, last };
  }
}
