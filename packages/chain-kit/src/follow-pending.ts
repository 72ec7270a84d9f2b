import type { Finding } from "@tributary/domain";
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
  const shared = await settle(() => findShared(session, { line, head }));
  // Where it cannot be learned what is still on the chain, what is final leaves the area all the same.
  const kept = shared.problem === null ? line.slice(0, shared.value) : listed.filter(({ number }) => number > anchor.number);
  const isKept = new Set(kept.map(({ hash }) => hash));
  const drop = listed.filter(({ hash }) => !isKept.has(hash));
  const dropped = drop.filter(({ number }) => number > anchor.number).length;
  const problem = await extend(session, {
    anchor,
    // Nothing is added to what is not known to be one chain.
    head: shared.problem === null ? head : anchor.number,
    last: kept.at(-1) ?? anchor,
    drop: drop.map(({ hash }) => hash),
    dropped,
  });
  const finding = shared.problem ?? problem;
  if (finding !== null && !session.signal.aborted) session.tally.addFinding(finding);
}

type Settled<Value> = { readonly value: Value; readonly problem: null } | { readonly problem: Finding };

/** An error of the endpoints as a value. */
async function settle<Value>(ask: () => Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await ask(), problem: null };
  } catch (error) {
    const problem = readSourceError(error);
    if (problem === undefined) throw error;
    return { problem };
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

/** Adds what follows, some blocks at a time; ends at the first that cannot be read or does not follow, with the reason. */
async function extend(session: WorkSession, { anchor, head, last, drop, dropped }: Extension): Promise<Finding | null> {
  const { options, limits, guarded, tally, signal } = session;
  const top = minimum(head, anchor.number + limits.pendingBlocksMax);
  if (head > top) tally.addFinding(beyondLimit(session, head - top));
  let linked = last;
  let left = { drop, dropped };
  for (;;) {
    const refs = signal.aborted ? { some: [], problem: null } : await linkedRefs(session, { linked, top });
    const blocks = await readBlocks(session, refs.some);
    if (blocks.some.length > 0 || left.drop.length > 0) {
      await guarded.step("pending-begun");
      await options.store.pending.change(options.source.chain, { drop: left.drop, add: blocks.some });
      await guarded.step("pending-changed");
      tally.countPending({ added: blocks.some.length, dropped: left.dropped });
      left = { drop: [], dropped: 0 };
    }
    linked = blocks.some.at(-1) ?? linked;
    const blocksDone = linked.number - anchor.number;
    session.show({ phase: "pending", segment: null, blocksDone, blocksTotal: top - anchor.number, final: anchor.number, head });
    const problem = blocks.problem ?? refs.problem;
    if (problem !== null || refs.some.length === 0) return problem;
  }
}

/** As much as could be had, and why no more. */
interface Some<Value> {
  readonly some: readonly Value[];
  readonly problem: Finding | null;
}

/** The next blocks by their headers, as far as each follows the one before; the chain may change while it is asked. */
async function linkedRefs({ options, limits }: WorkSession, of: { linked: KnownBlock; top: bigint }): Promise<Some<BlockRef>> {
  const some: BlockRef[] = [];
  for (let last = of.linked; some.length < limits.pendingReadsMax && last.number < of.top; ) {
    const number = last.number + 1n;
    const header = await settle(() => options.source.header(number));
    if (header.problem !== null) return { some, problem: header.problem };
    const ref = header.value;
    if (ref.parentHash !== last.hash)
      return { some, problem: changedMeanwhile(options.source.chain, { ref, expected: `parent ${last.hash}` }) };
    some.push(ref);
    last = ref;
  }
  return { some, problem: null };
}

/** Reads blocks at the same time; those before the first that fails count. */
async function readBlocks({ options }: WorkSession, refs: readonly BlockRef[]): Promise<Some<PendingBlock>> {
  const { source } = options;
  const settled = await Promise.all(refs.map(async (ref) => ({ ref, read: await settle(() => source.readPending(ref)) })));
  const some: PendingBlock[] = [];
  for (const { ref, read } of settled) {
    if (read.problem !== null) return { some, problem: read.problem };
    const block = read.value;
    const isSame = block.number === ref.number && block.hash === ref.hash && block.parentHash === ref.parentHash;
    if (!isSame) return { some, problem: changedMeanwhile(source.chain, { ref: block, expected: `hash ${ref.hash}` }) };
    some.push(block);
  }
  return { some, problem: null };
}

function changedMeanwhile(
  chain: string,
  { ref, expected }: { readonly ref: Omit<BlockRef, "time">; readonly expected: string },
): Finding {
  return {
    code: "SOURCE_INCONSISTENT",
    found: `pending block ${ref.number} with hash ${ref.hash} and parent ${ref.parentHash}`,
    expected: `${expected}; the chain may have changed meanwhile, and is asked again in the next round`,
    where: { path: `${chain} block ${ref.number}` },
  };
}

function beyondLimit({ options, limits }: WorkSession, count: bigint): Finding {
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
