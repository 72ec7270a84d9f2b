/** Blocks in a row, both ends included. */
export interface BlockInterval {
  readonly from: bigint;
  readonly to: bigint;
}

/** Joins overlapping and touching intervals; sorted. Intervals that end before they start are empty. */
export function uniteBlocks(intervals: readonly BlockInterval[]): BlockInterval[] {
  const sorted = intervals.filter(({ from, to }) => from <= to).sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const united: BlockInterval[] = [];
  for (const { from, to } of sorted) {
    const last = united.at(-1);
    if (last === undefined || from > last.to + 1n) united.push({ from, to });
    else if (to > last.to) united[united.length - 1] = { from: last.from, to };
  }
  return united;
}

/** What of `required` nothing of `covered` covers; sorted. */
export function missingBlocks(required: readonly BlockInterval[], covered: readonly BlockInterval[]): BlockInterval[] {
  const known = uniteBlocks(covered);
  return uniteBlocks(required).flatMap((interval) => subtractFrom(interval, known));
}

function subtractFrom(required: BlockInterval, known: readonly BlockInterval[]): BlockInterval[] {
  const missing: BlockInterval[] = [];
  let from = required.from;
  for (const interval of known) {
    if (interval.to < from) continue;
    if (interval.from > required.to) break;
    if (interval.from > from) missing.push({ from, to: interval.from - 1n });
    from = interval.to + 1n;
  }
  if (from <= required.to) missing.push({ from, to: required.to });
  return missing;
}

/** What of the intervals lies within the bounds; sorted. */
export function clipBlocks(intervals: readonly BlockInterval[], { from, to }: BlockInterval): BlockInterval[] {
  return uniteBlocks(intervals.map((interval) => ({ from: max(interval.from, from), to: min(interval.to, to) })));
}

export function countBlocks(intervals: readonly BlockInterval[]): bigint {
  return uniteBlocks(intervals).reduce((count, { from, to }) => count + to - from + 1n, 0n);
}

/**
 * Cuts intervals where a grid of `blocksPerSegment` has its lines, so that a segment has the same ends however much around it is already
 * read. Lazily: a chain has many.
 */
export function* segmentsOf(
  intervals: readonly BlockInterval[],
  blocksPerSegment: bigint,
): Generator<BlockInterval, void, undefined> {
  for (const interval of uniteBlocks(intervals)) {
    for (let from = interval.from; from <= interval.to; ) {
      const to = min((from / blocksPerSegment + 1n) * blocksPerSegment - 1n, interval.to);
      yield { from, to };
      from = to + 1n;
    }
  }
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
