import type { BlockRange } from "@tributary/domain";
import { blockRanges } from "@tributary/queries";
import { type BlockInterval, missingBlocks, uniteBlocks } from "./block-interval.ts";
import type { WorkStore } from "./work-options.ts";

/** A block that the ledger holds. */
export interface KnownBlock {
  readonly number: bigint;
  readonly hash: string;
}

/** What the ledger says it has read of one chain. */
export interface RangeBook {
  readonly add: (range: BlockRange) => void;
  /** What of `required` is not read by every reading; sorted. */
  readonly missing: (required: BlockInterval) => readonly BlockInterval[];
  /** The first block of any range. */
  readonly first: () => bigint | null;
  /** The last block of any range. */
  readonly last: () => KnownBlock | null;
  /** The end of a range, where one ends with this block. */
  readonly endingAt: (number: bigint) => KnownBlock | null;
  /** The end of a range that begins with this block, where there is one. */
  readonly beginningAt: (number: bigint) => KnownBlock | null;
}

export async function openRangeBook(
  store: Pick<WorkStore, "query">,
  of: { readonly chain: string; readonly readings: readonly string[] },
): Promise<RangeBook> {
  const byReading = new Map<string, BlockInterval[]>(of.readings.map((reading) => [reading, []]));
  const ends = new Map<bigint, KnownBlock>();
  const beginnings = new Map<bigint, KnownBlock>();
  let first: bigint | null = null;
  let last: KnownBlock | null = null;

  function add({ chain, reading, from, to, toHash }: BlockRange): void {
    if (chain !== of.chain) return;
    byReading.get(reading)?.push({ from, to });
    // Blocks of another reading are blocks of the same chain.
    const end = { number: to, hash: toHash };
    ends.set(to, end);
    beginnings.set(from, end);
    if (byReading.has(reading) && (first === null || from < first)) first = from;
    if (last === null || to > last.number) last = end;
  }

  for (const row of await store.query(blockRanges, {})) add({ ...row, from: row.fromNumber, to: row.toNumber });
  return {
    add,
    missing: (required) => uniteBlocks([...byReading.values()].flatMap((covered) => missingBlocks([required], covered))),
    first: () => first,
    last: () => last,
    endingAt: (number) => ends.get(number) ?? null,
    beginningAt: (number) => beginnings.get(number) ?? null,
  };
}
