import { beneficiaries, holders } from "./cast.ts";
import { drawOutcome } from "./draw-transaction.ts";
import type { Random } from "./random.ts";
import { pooledTransaction, poolSize } from "./transaction-pool.ts";
import { type Era, hasField, receiverOf, sealBlock, type TrueBlock, type Withdrawal, zeroHash } from "./true-block.ts";

/** How a made chain is. */
export interface ChainStyle {
  readonly era: Era;
  /** Transactions of a block, at most. */
  readonly transactionsMax: number;
  /** Share of blocks without any. */
  readonly emptyShare: number;
}

/** A block, the one before it, and which transactions are spent by then. */
export interface ChainNode {
  readonly block: TrueBlock;
  readonly parent: ChainNode | null;
  readonly poolIndex: number;
}

const genesisSeconds = 1_700_000_000n;
const secondsPerBlock = 12n;
const gwei = 1_000_000_000n;

/** The block that every made chain of an era starts with. */
export function genesis(era: Era, poolIndex: number): ChainNode {
  const block = sealBlock({
    era,
    number: 0n,
    parentHash: zeroHash,
    seconds: genesisSeconds,
    beneficiary: beneficiaries[0] ?? "",
    baseFee: gwei,
    transactions: [],
    withdrawals: [],
    extra: `0x${(poolIndex + 256).toString(16).padStart(4, "0")}`,
  });
  return { block, parent: null, poolIndex };
}

/** One more block. `branch` stands in its extra data, so that blocks of two branches differ even where they are empty. */
export function growChain(
  random: Random,
  parent: ChainNode,
  { style, branch }: { style: ChainStyle; branch: number },
): ChainNode {
  const number = parent.block.number + 1n;
  const wanted = random.chance(style.emptyShare) ? 0 : 1 + random.below(style.transactionsMax);
  const indexes: number[] = [];
  for (let index = parent.poolIndex; indexes.length < wanted && index < poolSize; index += 1) {
    const isAllowed = style.era === "cancun" || style.era === "prague" || pooledTransaction(index).type !== 3;
    if (isAllowed) indexes.push(index);
  }
  const block = sealBlock({
    era: style.era,
    number,
    parentHash: parent.block.hash,
    seconds: genesisSeconds + number * secondsPerBlock,
    beneficiary: random.pick(beneficiaries),
    baseFee: (1n + BigInt(random.below(100))) * gwei,
    transactions: indexes.map((index) => {
      const signed = pooledTransaction(index);
      return {
        signed,
        ...drawOutcome(random, signed, { receiver: receiverOf(signed), mayDestroy: hasField(style.era, "cancun") }),
      };
    }),
    withdrawals: hasField(style.era, "shanghai") && random.chance(0.2) ? drawWithdrawals(random, number) : [],
    extra: `0x${(branch + 256).toString(16).padStart(4, "0")}`,
  });
  return { block, parent, poolIndex: (indexes.at(-1) ?? parent.poolIndex - 1) + 1 };
}

function drawWithdrawals(random: Random, number: bigint): readonly Withdrawal[] {
  return Array.from({ length: 1 + random.below(3) }, (_, index) => ({
    index: number * 4n + BigInt(index),
    validator: BigInt(random.below(1000)),
    address: random.pick(holders),
    gwei: random.bigBelow(2n ** 36n),
  }));
}

/** From the first block to this one. */
export function chainOf(node: ChainNode): readonly TrueBlock[] {
  const blocks: TrueBlock[] = [];
  for (let at: ChainNode | null = node; at !== null; at = at.parent) blocks.unshift(at.block);
  return blocks;
}

/** The node `depth` blocks below. */
export function ancestorOf(node: ChainNode, depth: number): ChainNode {
  let at = node;
  for (let step = 0; step < depth && at.parent !== null; step += 1) at = at.parent;
  return at;
}
