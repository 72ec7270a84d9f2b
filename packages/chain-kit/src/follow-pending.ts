import type { PendingBlock } from "@tributary/pipeline-kit";
import type { BlockRef } from "./chain-source.ts";
import type { KnownBlock } from "./range-book.ts";
import { readSourceError, type WorkSession } from "./work-session.ts";

export interface PendingRequest {
  /** The last final block, or the last one of the ledger where the endpoints lag behind it. */
  readonly anchor: KnownBlock;
  readonly head: bigint;
}

/**
 * Brings the pending area up to the head: what is final leaves it, what is off the chain is dropped by hash down to the block that both
 * chains share, what is new is read and linked to it by parent hashes. Every change is one transaction, so that the area is one chain at any moment.
 */
export async function followPending(session: WorkSession, { anchor, head }: PendingRequest): Promise<void> {
  const { store, source } = session.options;
  const listed = await store.pending.list(source.chain);
  const line = lineFrom(anchor, listed);
  try {
    const shared = await findShared(session, { line, head });
    const kept = line.slice(0, shared);
    const isKept = new Set(kept.map(({ hash }) => hash));
    const drop = listed.filter(({ hash }) => !isKept.has(hash));
    const dropped = drop.filter(({ number }) => number > anchor.number).length;
    await extend(session, { anchor, head, last: kept.at(-1) ?? anchor, drop: drop.map(({ hash }) => hash), dropped });
  } catch (error) {
    const finding = readSourceError(error);
    if (finding === undefined) throw error;
    if (!session.signal.aborted) session.tally.addFinding(finding);
  }
}

/** The pending blocks that follow the anchor one by one. */
function lineFrom(anchor: KnownBlock, listed: readonly PendingBlock[]): readonly PendingBlock[] {
  const byParent = new Map(listed.map((block) => [`${block.number} ${block.parentHash}`, block]));
  const line: PendingBlock[] = [];
  for (let last: KnownBlock = anchor; ; ) {
    const next = byParent.get(`${last.number + 1n} ${last.hash}`);
    if (next === undefined) return line;
    line.push(next);
    last = next;
  }
}

/** How many blocks of the line are still on the chain. A head that is lower than the line, on the same chain, is an endpoint that lags. */
async function findShared(
  { options, limits }: WorkSession,
  of: { line: readonly PendingBlock[]; head: bigint },
): Promise<number> {
  const { line, head } = of;
  const within = line.filter(({ number }) => number <= head).length;
  for (let count = within; count > 0; count -= 1) {
    if (within - count >= limits.reorgDepthMax) return 0;
    const block = line[count - 1];
    if (block === undefined) return 0;
    const header = await options.source.header(block.number);
    if (header.hash === block.hash) return count === within ? line.length : count;
  }
  return within === 0 ? line.length : 0;
}

interface Extension extends PendingRequest {
  readonly last: KnownBlock;
  readonly drop: readonly string[];
  /** Of those to drop, how many went off the chain. */
  readonly dropped: number;
}

async function extend(session: WorkSession, { anchor, head, last, drop, dropped }: Extension): Promise<void> {
  const { options, limits, guarded, tally, signal } = session;
  const top = minimum(head, anchor.number + limits.pendingBlocksMax);
  if (head > top) tally.addFinding(beyondLimit(session, head - top));
  let linked = last;
  let left = { drop, dropped };
  for (let isGoing = true; isGoing; ) {
    const refs = signal.aborted ? [] : await linkedRefs(session, { linked, top });
    const { blocks, error } = await readBlocks(session, refs);
    if (blocks.length > 0 || left.drop.length > 0) {
      await guarded.step("pending-begun");
      await options.store.pending.change(options.source.chain, { drop: left.drop, add: blocks });
      await guarded.step("pending-changed");
      tally.countPending({ added: blocks.length, dropped: left.dropped });
      left = { drop: [], dropped: 0 };
    }
    if (error !== undefined) throw error;
    linked = blocks.at(-1) ?? linked;
    isGoing = refs.length > 0;
    session.show({
      phase: "pending",
      segment: null,
      blocksDone: linked.number - anchor.number,
      blocksTotal: top - anchor.number,
      final: anchor.number,
      head,
    });
  }
}

/** The next blocks by their headers, as far as each follows the one before; the chain may change while it is asked. */
async function linkedRefs(
  { options, limits, tally }: WorkSession,
  of: { linked: KnownBlock; top: bigint },
): Promise<readonly BlockRef[]> {
  const refs: BlockRef[] = [];
  let last = of.linked;
  while (refs.length < limits.pendingReadsMax && last.number < of.top) {
    const ref = await options.source.header(last.number + 1n);
    if (ref.parentHash !== last.hash) {
      tally.addFinding({
        code: "SOURCE_INCONSISTENT",
        found: `pending block ${ref.number} with parent ${ref.parentHash}`,
        expected: `parent ${last.hash}; the chain may have changed meanwhile, and is asked again in the next round`,
        where: { path: `${options.source.chain} block ${ref.number}` },
      });
      break;
    }
    refs.push(ref);
    last = ref;
  }
  return refs;
}

/** Reads blocks at the same time; those before the first that fails count. */
async function readBlocks(
  { options }: WorkSession,
  refs: readonly BlockRef[],
): Promise<{ blocks: readonly PendingBlock[]; error?: unknown }> {
  const settled = await Promise.allSettled(refs.map((ref) => options.source.readPending(ref)));
  const blocks: PendingBlock[] = [];
  for (const [index, result] of settled.entries()) {
    if (result.status === "rejected") return { blocks, error: result.reason };
    const ref = refs[index];
    if (ref === undefined || result.value.hash !== ref.hash || result.value.parentHash !== ref.parentHash) return { blocks };
    blocks.push(result.value);
  }
  return { blocks };
}

function beyondLimit({ options, limits }: WorkSession, count: bigint): Parameters<WorkSession["tally"]["addFinding"]>[0] {
  return {
    code: "LIMIT_REACHED",
    found: `${count} blocks between the last final one and the head beyond the first ${limits.pendingBlocksMax}`,
    expected: `at most ${limits.pendingBlocksMax} pending blocks (pendingBlocksMax)`,
    where: { path: options.source.chain },
  };
}

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
