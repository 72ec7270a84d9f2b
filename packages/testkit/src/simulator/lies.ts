import type { JsonObject } from "./block-json.ts";
import { addressTopic, amountWord, topics } from "./call-frame.ts";
import { holders, plainTokens } from "./cast.ts";
import { bump, edit, flipWord, objects, pickOne, replaceAddress, replaceText } from "./edit-json.ts";
import { quantity, word } from "./hex-bytes.ts";
import type { Random } from "./random.ts";
import type { TraceLie } from "./trace-lies.ts";

/** Everything that a provider can say falsely, by the answer that it is said in. */
export type LieKind = BlockLie | ReceiptLie | TraceLie | "wrong-chain-id";

export type BlockLie =
  | "changed-value"
  | "wrong-sender"
  | "changed-receiver"
  | "changed-header"
  | "dropped-transaction"
  | "changed-withdrawal"
  | "wrong-block"
  | "wrong-hash";

export type ReceiptLie =
  | "changed-amount"
  | "changed-token"
  | "missing-log"
  | "added-log"
  | "doubled-log"
  | "swapped-logs"
  | "swapped-receipts"
  | "partial-receipts"
  | "doubled-receipt"
  | "changed-status"
  | "changed-gas-used"
  | "changed-gas-price"
  | "changed-log-index"
  | "changed-created"
  | "changed-blob-gas";

export const blockLies: readonly BlockLie[] = [
  "changed-value",
  "wrong-sender",
  "changed-receiver",
  "changed-header",
  "dropped-transaction",
  "changed-withdrawal",
  "wrong-block",
  "wrong-hash",
];
export const receiptLies: readonly ReceiptLie[] = [
  "changed-amount",
  "changed-token",
  "missing-log",
  "added-log",
  "doubled-log",
  "swapped-logs",
  "swapped-receipts",
  "partial-receipts",
  "doubled-receipt",
  "changed-status",
  "changed-gas-used",
  "changed-gas-price",
  "changed-log-index",
  "changed-created",
  "changed-blob-gas",
];
/** The block in another version, or undefined where this block gives no room for this lie. Edits what it is given. */
export function lieAboutBlock(kind: BlockLie, block: JsonObject, random: Random): JsonObject | undefined {
  const transactions = objects(block["transactions"]);
  const withdrawals = objects(block["withdrawals"]);
  switch (kind) {
    case "changed-value":
      return edit(block, pickOne(random, transactions), (transaction) => bump(transaction, "value"));
    case "wrong-sender":
      return edit(block, pickOne(random, transactions), (transaction) => replaceAddress(random, transaction, "from"));
    case "changed-receiver":
      return edit(
        block,
        pickOne(
          random,
          transactions.filter(({ to }) => to !== null),
        ),
        (transaction) => replaceAddress(random, transaction, "to"),
      );
    case "changed-header":
      return edit(block, block, () => bump(block, random.pick(["timestamp", "gasUsed", "baseFeePerGas", "gasLimit"])));
    case "dropped-transaction":
      return transactions.length === 0 ? undefined : { ...block, transactions: transactions.slice(0, -1) };
    case "changed-withdrawal":
      return edit(block, pickOne(random, withdrawals), (withdrawal) => bump(withdrawal, "amount"));
    case "wrong-hash":
      return { ...block, hash: `0x${word(random.bigBelow(2n ** 256n))}` };
    case "wrong-block":
      return undefined;
  }
}

/** The receipts of a block in another version, or undefined. */
export function lieAboutReceipts(kind: ReceiptLie, receipts: readonly JsonObject[], random: Random): JsonObject[] | undefined {
  const withLogs = receipts.filter(({ logs }) => objects(logs).length > 0);
  const all = [...receipts];
  const log = pickOne(
    random,
    withLogs.flatMap(({ logs }) => objects(logs)),
  );
  switch (kind) {
    case "changed-amount":
      return edit(all, log, (own) => flipWord(own));
    case "changed-token":
      return edit(all, log, (own) => replaceText(own, "address", random.pick(plainTokens)));
    case "changed-log-index":
      return edit(all, log, (own) => bump(own, "logIndex"));
    case "changed-status":
      return edit(all, pickOne(random, all), (own) => replaceText(own, "status", own["status"] === "0x1" ? "0x0" : "0x1"));
    case "changed-gas-used":
      return edit(all, pickOne(random, all), (own) => bump(own, "gasUsed"));
    case "changed-gas-price":
      return edit(all, pickOne(random, all), (own) => bump(own, "effectiveGasPrice"));
    case "changed-created":
      return edit(
        all,
        pickOne(
          random,
          all.filter(({ contractAddress }) => contractAddress !== null),
        ),
        (own) => replaceAddress(random, own, "contractAddress"),
      );
    case "changed-blob-gas":
      return edit(
        all,
        pickOne(
          random,
          all.filter(({ blobGasPrice }) => blobGasPrice !== undefined),
        ),
        (own) => bump(own, random.pick(["blobGasPrice", "blobGasUsed"])),
      );
    case "partial-receipts":
      return all.length === 0 ? undefined : all.slice(0, -1);
    case "doubled-receipt":
      return all.length === 0 ? undefined : [...all, ...all.slice(-1)];
    case "swapped-receipts": {
      const [first, second, ...rest] = all;
      return first === undefined || second === undefined ? undefined : [second, first, ...rest];
    }
    default:
      return lieAboutLogs(kind, { all, holder: pickOne(random, kind === "added-log" ? all : withLogs), random });
  }
}

function lieAboutLogs(
  kind: "missing-log" | "added-log" | "doubled-log" | "swapped-logs",
  { all, holder, random }: { all: JsonObject[]; holder: JsonObject | undefined; random: Random },
): JsonObject[] | undefined {
  const logs = objects(holder?.["logs"]);
  if (holder === undefined) return undefined;
  const put = (changed: readonly JsonObject[]): JsonObject[] => {
    holder["logs"] = [...changed];
    return all;
  };
  if (kind === "missing-log") return put(logs.filter((_, index) => index !== logs.length - 1));
  if (kind === "doubled-log") return put([...logs, ...logs.slice(-1)]);
  if (kind === "added-log") return put([...logs, inventLog(random, { holder, index: logs.length })]);
  const [first, second, ...rest] = logs;
  if (first === undefined || second === undefined) return undefined;
  // Indexes stay where they are: what is said changes places.
  return put([{ ...second, logIndex: first["logIndex"] ?? null }, { ...first, logIndex: second["logIndex"] ?? null }, ...rest]);
}

function inventLog(random: Random, { holder, index }: { holder: JsonObject; index: number }): JsonObject {
  return {
    address: random.pick(plainTokens),
    topics: [topics.transfer, addressTopic(random.pick(holders)), addressTopic(random.pick(holders))],
    data: amountWord(1n + random.bigBelow(2n ** 64n)),
    blockHash: holder["blockHash"] ?? null,
    blockNumber: holder["blockNumber"] ?? null,
    transactionHash: holder["transactionHash"] ?? null,
    transactionIndex: holder["transactionIndex"] ?? null,
    logIndex: quantity(1000 + index),
    removed: false,
  };
}
