import { type Finding, fail } from "@tributary/domain";
import type { BlockInterval } from "./block-interval.ts";
import type { BlockRef, ChainSource } from "./chain-source.ts";
import type { KnownBlock, RangeBook } from "./range-book.ts";

export interface ChainLinks {
  /** Is a block of the ledger still on the chain? Errors: CHAIN_REORGANISED where it is not. */
  readonly checkKnown: (known: KnownBlock) => Promise<void>;
  /**
   * Does a segment follow what the ledger holds before it, and lead to what it holds after it? Errors: CHAIN_REORGANISED; SOURCE_INCONSISTENT where
   * the endpoints contradict themselves.
   */
  readonly checkSegment: (segment: BlockInterval, book: RangeBook) => Promise<void>;
}

export interface ChainLinksOptions {
  readonly source: Pick<ChainSource, "chain" | "header">;
  readonly hashAsksMax: number;
  /** What an endpoint took back when it was asked again. */
  readonly onFinding: (finding: Finding) => void;
}

/** Holds what endpoints say against the hashes that the ledger already holds: the two never mix. */
export function openChainLinks({ source, hashAsksMax, onFinding }: ChainLinksOptions): ChainLinks {
  async function checkKnown({ number, hash }: KnownBlock): Promise<void> {
    const others: BlockRef[] = [];
    while (others.length < hashAsksMax) {
      const header = await source.header(number);
      if (header.hash === hash) break;
      others.push(header);
    }
    const [other] = others;
    if (other === undefined) return;
    const where = { path: `${source.chain} block ${number}` };
    const finding = { found: `hash ${other.hash}`, expected: `hash ${hash}, which the ledger holds as final`, where };
    if (others.length >= hashAsksMax) fail("CHAIN_REORGANISED", finding);
    onFinding({ ...finding, code: "SOURCE_INCONSISTENT", expected: `hash ${hash}, as when asked again and as the ledger holds` });
  }

  return {
    checkKnown,
    checkSegment: async ({ from, to }, book) => {
      const before = book.endingAt(from - 1n);
      const after = book.beginningAt(to + 1n);
      if (before !== null) {
        const first = await source.header(from);
        if (first.parentHash !== before.hash) {
          await checkKnown(before);
          fail("SOURCE_INCONSISTENT", {
            found: `block ${from} with parent ${first.parentHash}`,
            expected: `parent ${before.hash}, the hash of block ${before.number} by the ledger and by the endpoints`,
            where: { path: `${source.chain} block ${from}` },
          });
        }
      }
      if (after !== null) await checkKnown(after);
    },
  };
}
