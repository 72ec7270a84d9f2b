import { fail } from "@tributary/domain";
import { type BlockInterval, clipBlocks } from "./block-interval.ts";
import type { BlockRef } from "./chain-source.ts";
import { readSegments } from "./read-segments.ts";
import type { WorkOptions } from "./work-options.ts";
import type { WorkReport } from "./work-report.ts";
import { openWorkSession, type WorkSession } from "./work-session.ts";

export interface BackfillOptions extends WorkOptions {
  readonly from: bigint;
  /** The last block; absent: the last final one. */
  readonly to?: bigint | undefined;
}

/**
 * Reads what of a range the ledger does not hold yet, final blocks alone; what lies beyond is told. Stopped at any moment, the same call goes on.
 * Errors: USAGE for a range that ends before it starts; SOURCE_UNAVAILABLE where not even the last final block can be learned; CHAIN_REORGANISED
 * where a block that the ledger holds is off the chain; those of the store.
 */
export async function runBackfill(options: BackfillOptions): Promise<WorkReport> {
  const { from, to, source } = options;
  if (from < 0n || (to !== undefined && from > to))
    fail("USAGE", { found: `blocks ${from} to ${to}`, expected: "a first block from 0 that is not after the last" });
  const session = await openWorkSession(options);
  await session.guarded.step("round-begun");
  const final = await source.final();
  const required = requiredBlocks(session, { from, to, final });
  if (required !== null && final !== null) {
    await checkTop(session, final);
    const missing = clipBlocks(session.book.missing(required), { from: 0n, to: final.number });
    await readSegments(session, { missing, final: final.number, head: null });
  }
  await session.guarded.step("round-done");
  return await session.finish({ required, final });
}

/** The last block that the ledger holds must be the chain's, as far as the endpoints call it final. */
export async function checkTop({ book, links }: WorkSession, final: BlockRef): Promise<void> {
  const last = book.last();
  if (last !== null && last.number <= final.number) await links.checkKnown(last);
}

interface Asked {
  readonly from: bigint;
  readonly to: bigint | undefined;
  readonly final: BlockRef | null;
}

function requiredBlocks({ tally, options }: WorkSession, { from, to, final }: Asked): BlockInterval | null {
  const last = to ?? final?.number;
  const beyond = final === null || (last !== undefined && last > final.number) || from > final.number;
  if (beyond)
    tally.addFinding({
      code: "SOURCE_PARTIAL",
      found: final === null ? "no final block yet" : `block ${final.number} as the last final one`,
      expected: `${to === undefined ? `block ${from}` : `blocks up to ${to}`} to be final; what is not is not read, and the same call reads it later`,
      where: { path: options.source.chain },
    });
  return last === undefined || last < from ? null : { from, to: last };
}
