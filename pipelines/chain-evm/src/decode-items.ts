import { addressAt, amountAt, countWords, smallNumberAt, wordDigits } from "./log-word.ts";
import type { RpcLog } from "./rpc-block.ts";

/** Numbered things that changed hands. Addresses as the log states them: the zero address where they are made or destroyed. */
export interface ItemMove {
  readonly standard: "erc721" | "erc1155";
  readonly from: string;
  readonly to: string;
  readonly item: bigint;
  readonly count: bigint;
}

/** ERC-721's `Transfer`: all three fields indexed. Null for any other shape. */
export function readNumberedTransfer({ topics, data }: RpcLog): ItemMove | null {
  const from = addressAt(topics[1] ?? "", 0);
  const to = addressAt(topics[2] ?? "", 0);
  const item = amountAt(topics[3] ?? "", 0);
  if (data !== "0x" || from === null || to === null || item === null) return null;
  return { standard: "erc721", from, to, item, count: 1n };
}

/** ERC-1155's `TransferSingle`. Null for any other shape. */
export function readTransferSingle(log: RpcLog): readonly ItemMove[] | null {
  const parties = partiesOf(log);
  const item = amountAt(log.data, 0);
  const count = amountAt(log.data, 1);
  if (parties === null || countWords(log.data) !== 2 || item === null || count === null) return null;
  return [{ standard: "erc1155", ...parties, item, count }];
}

/** ERC-1155's `TransferBatch`: as many items as counts. Null for any other shape. */
export function readTransferBatch(log: RpcLog): readonly ItemMove[] | null {
  const parties = partiesOf(log);
  const items = readList(log.data, 0);
  const counts = readList(log.data, 1);
  if (parties === null || items === null || counts === null || items.length !== counts.length) return null;
  return items.map((item, index) => ({ standard: "erc1155", ...parties, item, count: counts[index] ?? 0n }));
}

function partiesOf({ topics }: RpcLog): { from: string; to: string } | null {
  const from = addressAt(topics[2] ?? "", 0);
  const to = addressAt(topics[3] ?? "", 0);
  return topics.length !== 4 || from === null || to === null ? null : { from, to };
}

const bytesPerWord = wordDigits / 2;

/** A `uint256[]` whose offset stands in word `head`. Its length is bounded by the data that is there. */
function readList(data: string, head: number): readonly bigint[] | null {
  const offset = smallNumberAt(data, head);
  if (offset === null || offset % bytesPerWord !== 0) return null;
  const start = offset / bytesPerWord;
  const length = smallNumberAt(data, start);
  if (length === null || length > countWords(data) - start - 1) return null;
  const values: bigint[] = [];
  for (let index = 0; index < length; index += 1) {
    const value = amountAt(data, start + 1 + index);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}
