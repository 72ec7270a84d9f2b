/** What may be meant by a word, among those of the list that `key` names. */
export type Advise = (key: string, found: string, words: Iterable<string>) => readonly string[];

/** Different wrong words for which something near is looked for in one file: it may have a million of them. */
const wordsAdvisedMax = 1_000;
const nearestShownMax = 5;

/** Remembers what it was asked: a bank's wrong code is wrong in every payment. */
export function createAdvisor(): Advise {
  const known = new Map<string, readonly string[]>();
  return (key, found, words) => {
    const question = `${key} ${found.slice(0, wordCharactersMax)}`;
    const ready = known.get(question);
    if (ready !== undefined || known.size >= wordsAdvisedMax) return ready ?? [];
    const near = nearestWords(found, words, nearestShownMax);
    known.set(question, near);
    return near;
  };
}

/** Words that may be meant for `found`: at most `count`, the nearest first, none that is too far off. */
export function nearestWords(found: string, words: Iterable<string>, count: number): readonly string[] {
  const wanted = found.trim().toLowerCase().slice(0, wordCharactersMax);
  if (wanted === "") return [];
  // Every other letter is one step from a letter: of that nothing follows.
  const distanceMax = wanted.length === 1 ? 0 : Math.max(1, Math.floor(wanted.length / 3));
  return [...words]
    .map((word) => ({ word, distance: wordDistance(wanted, word.toLowerCase().slice(0, wordCharactersMax)) }))
    .filter(({ distance }) => distance <= distanceMax)
    .toSorted((left, right) => left.distance - right.distance)
    .slice(0, count)
    .map(({ word }) => word);
}

/** Longer words differ by their beginning, or are no slip of the pen. */
const wordCharactersMax = 48;

/** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other; 0.5 where one begins with the other. */
function wordDistance(left: string, right: string): number {
  if (left === right) return 0;
  if (Math.min(left.length, right.length) >= 3 && (left.startsWith(right) || right.startsWith(left))) return 0.5;
  let [older, old]: [readonly number[], readonly number[]] = [[], Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= left.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const plain = Math.min((old[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (old[column - 1] ?? 0) + (isSame ? 0 : 1));
      next.push(isSwapped ? Math.min(plain, (older[column - 2] ?? 0) + 1) : plain);
    }
    [older, old] = [old, next];
  }
  return old[right.length] ?? 0;
}
