import type { PendingBlock } from "@tributary/store";
import type { TrueBlock } from "./true-block.ts";
import { replayBlock } from "./true-ledger.ts";

/** What pending blocks are held against. */
export interface PendingTruth {
  /** Every block that ever stood on some branch. */
  readonly byHash: ReadonlyMap<string, TrueBlock>;
  /** Blocks whose traces somebody lied about where nobody else was asked. */
  readonly unprovable: ReadonlySet<number>;
}

/** What is wrong with the pending area: it is one line of blocks that stood on some branch, each with what it moved. */
export function judgePending(pending: readonly PendingBlock[], truth: PendingTruth): readonly string[] {
  return pending.flatMap((block, index) => {
    const before = pending[index - 1];
    const follows = before === undefined || (block.number === before.number + 1n && block.parentHash === before.hash);
    return [
      ...(follows ? [] : [`pending: block ${block.number} does not follow the one before it`]),
      ...judgeBlock(block, truth),
    ];
  });
}

/** What traces show may be missing. */
function judgeBlock(block: PendingBlock, { byHash, unprovable }: PendingTruth): readonly string[] {
  const truth = byHash.get(block.hash);
  if (truth === undefined) return [`pending: block ${block.number} is on no branch`];
  if (unprovable.has(Number(block.number))) return [];
  const moved = new Map(replayBlock(truth).map((transfer) => [String(transfer.id), transfer]));
  const shown = new Map(block.transfers.map((transfer) => [String(transfer.id), transfer]));
  const isSame = (id: string): boolean =>
    shown.get(id)?.atoms === moved.get(id)?.atoms && shown.get(id)?.to === moved.get(id)?.to;
  const isMissed = (id: string): boolean => !shown.has(id) && moved.get(id)?.part === "traces";
  return [...new Set([...moved.keys(), ...shown.keys()])]
    .filter((id) => !isSame(id) && !isMissed(id))
    .map((id) => `pending: ${id} of block ${block.number} is not as it was`);
}
