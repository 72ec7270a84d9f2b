import { evmAccount, mintAccount, type Transfer } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { readRewards } from "./decode-rewards.ts";
import type { EvmChain } from "./evm-chain.ts";
import { canonical, keepApart, makeRecord } from "./evm-record.ts";
import { type Knowledge, nothingKnown } from "./knowledge.ts";
import { blockTime, type Envelope, type Movement, makeEnvelope, placeMovement } from "./movement.ts";
import { readTransaction } from "./read-transaction.ts";
import type { RpcBlock, RpcHeader, RpcReceipt } from "./rpc-block.ts";
import type { RpcBlockTraces } from "./rpc-trace.ts";
import { malformed, type RpcObject } from "./rpc-value.ts";
import { emptyUnread, type Unread } from "./unread.ts";

export interface BlockReading {
  readonly items: readonly IngestItem[];
  readonly unread: Unread;
}

/** A block whose answers agree with each other (`checkBlock`): receipt i belongs to transaction i. */
export interface BlockAnswer {
  readonly block: RpcBlock;
  readonly receipts: readonly RpcReceipt[];
  /** What ran inside the transactions; null or absent where no endpoint tells it. */
  readonly traces?: RpcBlockTraces | null;
  /** Headers of the block's uncles, in its order, while blocks were mined; null or absent where they were not asked for. */
  readonly uncles?: readonly RpcUncle[] | null;
}

/** A block that was mined beside the chain and is paid for all the same. */
export interface RpcUncle {
  readonly number: bigint;
  readonly beneficiary: string;
}

/**
 * Every movement that a block, its receipts, its logs and its traces show: one source record per transaction, log, call that moved value, withdrawal and
 * reward. What can be read in two ways is read by what is known of the accounts, or kept apart.
 */
export function decodeBlock(chain: EvmChain, blockAnswer: BlockAnswer, knowledge: Knowledge = nothingKnown): BlockReading {
  const { block, receipts, traces } = blockAnswer;
  const items: IngestItem[] = [];
  const unread = emptyUnread();
  const place = `block/${block.number}`;
  const time = blockTime(block.timestamp, place);
  for (const [index, transaction] of block.transactions.entries()) {
    const receipt = receipts[index];
    if (receipt === undefined)
      return malformed(place, { found: `no receipt ${index}`, expected: "a receipt for each transaction" });
    const trace = traces?.transactions[index] ?? null;
    for (const item of readTransaction({ chain, block, time, transaction, receipt, trace, knowledge }, unread)) items.push(item);
  }
  const transactionIndex = BigInt(block.transactions.length);
  const end = makeEnvelope({ chain, blockNumber: block.number, time, transactionIndex, reference: null });
  items.push(...readWithdrawals(end, block));
  const { movements, isTold } = readRewards(chain, blockAnswer, unread);
  for (const [index, movement] of movements.entries())
    items.push(bookEnd(end, { locator: `${place}/${isTold ? "reward" : "computed-reward"}/${index}`, movement, value: {} }));
  return { items, unread };
}

/** That a block stood at its height: a later import that finds another one there is of another chain. */
export function blockItem(chain: EvmChain, { number, hash, parentHash }: RpcHeader): IngestItem {
  const raw = canonical(`block/${number}`, { number: `0x${number.toString(16)}`, hash, parentHash });
  return {
    record: makeRecord(chain, { locator: `block/${number}`, raw }),
    rows: { blocks: [{ chain: chain.name, number, hash }] },
  };
}

const weiPerGwei = 1_000_000_000n;

/** Withdrawals come after every transaction of their block, in the block's order. */
function readWithdrawals(end: Envelope, block: RpcBlock): readonly IngestItem[] {
  const { chain } = end;
  return block.withdrawals.map((withdrawal, position) =>
    bookEnd(end, {
      locator: `block/${block.number}/withdrawal/${position}`,
      value: withdrawal.raw,
      movement: {
        id: `${block.hash}:withdrawal:${withdrawal.index}`,
        eventIndex: position,
        from: mintAccount(chain.nativeAsset),
        to: evmAccount(chain.chainId, withdrawal.address),
        asset: chain.nativeAsset,
        atoms: withdrawal.gwei * weiPerGwei,
      },
    }),
  );
}

/** What a block brings after its last transaction. */
function bookEnd(end: Envelope, entry: { locator: string; movement: Movement; value: RpcObject }): IngestItem {
  const { id, to, atoms } = entry.movement;
  const value = { ...entry.value, atoms: atoms.toString(), id, to };
  const placed = placeMovement(end, entry.movement);
  if (!placed.ok) return keepApart(end.chain, { locator: entry.locator, value, refusal: placed.refusal });
  const raw = canonical(entry.locator, value);
  return { record: makeRecord(end.chain, { locator: entry.locator, raw }), rows: { transfers: [placed.value] } };
}

/** The transfers of all items that load. */
export function transfersOf(items: readonly IngestItem[]): readonly Transfer[] {
  return items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}
