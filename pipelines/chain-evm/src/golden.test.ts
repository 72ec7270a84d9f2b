import type { Transfer } from "@tributary/domain";
import { keccak256 } from "ethers";
import { describe, expect, test } from "vitest";
import { checkBlock } from "./check-block.ts";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import {
  addressOf,
  because,
  isDataAbsent,
  itemsOf,
  listOf,
  mainnet,
  quantity,
  type Row,
  readAnswer,
  readExactLines,
  sumOf,
  textOf,
  transfersOf,
} from "./golden-data.ts";
import { checkReceipts } from "./receipts-root.ts";
import { parseBlock, parseReceipt } from "./rpc-block.ts";

describe(`golden token transfers decode exactly${because}`, () => {
  test.skipIf(isDataAbsent)("mainnet blocks 17173049 and 17173050: 282 amounts, 9 numbered things set apart", () => {
    const folder = "ethereum-etl/test_stream/blocks_17173049_17173050";
    const readings = rebuildBlocks(folder);
    const expectedAll = readExactLines(`${folder}/expected_token_transfers.json`);
    const logs = new Map(readExactLines(`${folder}/expected_logs.json`).map((log) => [keyOf(log), log]));
    const isNamed = (id: string): boolean => String(listOf(logs.get(id), "topics")[0]) === eventTopics.transfer;
    const found = tokenTransfers(readings)
      .filter((transfer) => isNamed(transfer.id))
      .map(describeTransfer);
    const fungible = expectedAll.filter((row) => listOf(logs.get(keyOf(row)), "topics").length === 3);
    expect(expectedAll.length).toBe(291);
    expect(fungible.length).toBe(282);
    expect(found.sort()).toEqual(fungible.map(describeExpected).sort());
    const collections = readings.flatMap(itemsOf).map(({ collection }) => collection.slice(0, collection.lastIndexOf(":")));
    expect(collections.sort()).toEqual(["eip155:1/erc1155", ...Array.from({ length: 9 }, () => "eip155:1/erc721")]);
    expect(readings.flatMap((reading) => reading.items).every((item) => "rows" in item)).toBe(true);
  });

  test.skipIf(isDataAbsent)("values and fees of the same blocks, and their withdrawals, to the wei", () => {
    const folder = "ethereum-etl/test_stream/blocks_17173049_17173050";
    const native = rebuildBlocks(folder)
      .flatMap(transfersOf)
      .filter((transfer) => transfer.asset === "eip155:1/slip44:60");
    const transactions = readExactLines(`${folder}/expected_transactions.json`);
    const blocks = readExactLines(`${folder}/expected_blocks.json`);
    const paid = transactions
      .filter((row) => textOf(row, "receipt_status") === "1")
      .reduce((sum, row) => sum + BigInt(textOf(row, "value")), 0n);
    const spent = transactions.reduce(
      (sum, row) => sum + BigInt(textOf(row, "receipt_gas_used")) * BigInt(textOf(row, "receipt_effective_gas_price")),
      0n,
    );
    const burned = blocks.reduce(
      (sum, row) => sum + BigInt(textOf(row, "gas_used")) * BigInt(textOf(row, "base_fee_per_gas")),
      0n,
    );
    expect(sumById(native, /:value$/)).toBe(paid);
    expect(sumById(native, /:fee-(burned|paid)$/)).toBe(spent);
    expect(sumById(native, /:fee-burned$/)).toBe(burned);
    expect(native.filter((transfer) => transfer.id.includes(":withdrawal:")).length).toBe(32);
  });

  test.skipIf(isDataAbsent)(
    "raw answers from before Byzantium: the log, the fees and the reward load, and the value by the gas that was left",
    () => {
      const folder = "ethereum-etl/test_stream/blocks_1755634_1755635";
      const block = parseBlock(readAnswer(`${folder}/web3_response.eth_getBlockByNumber_0x1ac9f3_true.json`), "block 1755635");
      const receipts = block.transactions.map((transaction) =>
        parseReceipt(readAnswer(`${folder}/web3_response.eth_getTransactionReceipt_${transaction.hash}.json`), "receipt"),
      );
      checkBlock({ block, receipts }, { number: 1_755_635n });
      const reading = decodeBlock(mainnet, { block, receipts });
      expect(tokenTransfers([reading]).map(describeTransfer)).toEqual(
        readExactLines(`${folder}/expected_token_transfers.json`).map(describeExpected),
      );
      expect(reading.items.filter((item) => "findings" in item)).toEqual([]);
      const native = transfersOf(reading).filter((transfer) => transfer.asset === mainnet.nativeAsset);
      expect(native.map(({ id, atoms }) => `${id.slice(66)} ${atoms}`)).toEqual([
        ":fee-paid 728360000000000",
        ":fee-paid 420000000000000",
        ":value 405738107000000000",
        ":reward:0 5000000000000000000",
      ]);
      expect(reading.unread).toMatchObject({ minedBlocks: 0n, computedRewards: 1n });
    },
  );
});

/** The node's answers again, from the exported tables. */
function rebuildBlocks(folder: string): readonly BlockReading[] {
  const transactions = readExactLines(`${folder}/expected_transactions.json`);
  const logs = readExactLines(`${folder}/expected_logs.json`);
  return readExactLines(`${folder}/expected_blocks.json`).map((row) => {
    const own = transactions.filter((transaction) => transaction["block_number"] === row["number"]);
    const block = parseBlock(rebuildBlock(row, own), "block");
    const receipts = own.map((transaction) =>
      parseReceipt(
        rebuildReceipt(
          transaction,
          logs.filter((log) => log["transaction_hash"] === transaction["hash"]),
        ),
        "receipt",
      ),
    );
    checkBlock({ block, receipts }, { number: block.number });
    expect(checkReceipts({ block, receipts })).toMatchObject({ isProven: true });
    return decodeBlock(mainnet, { block, receipts });
  });
}

function rebuildBlock(row: Row, transactions: readonly Row[]): Row {
  return {
    number: quantity(row, "number"),
    hash: row["hash"],
    parentHash: row["parent_hash"],
    timestamp: quantity(row, "timestamp"),
    miner: row["miner"],
    baseFeePerGas: quantity(row, "base_fee_per_gas"),
    receiptsRoot: row["receipts_root"],
    logsBloom: row["logs_bloom"],
    transactions: transactions.map((transaction) => ({
      hash: transaction["hash"],
      transactionIndex: quantity(transaction, "transaction_index"),
      blockHash: transaction["block_hash"],
      type: quantity(transaction, "transaction_type"),
      from: transaction["from_address"],
      to: transaction["to_address"],
      value: quantity(transaction, "value"),
      input: transaction["input"],
    })),
    withdrawals: listOf(row, "withdrawals").map((item) => ({
      index: quantity(item, "index"),
      address: item["address"],
      amount: quantity(item, "amount"),
    })),
  };
}

function rebuildReceipt(row: Row, logs: readonly Row[]): Row {
  return {
    transactionHash: row["hash"],
    transactionIndex: quantity(row, "transaction_index"),
    blockHash: row["block_hash"],
    from: row["from_address"],
    status: quantity(row, "receipt_status"),
    gasUsed: quantity(row, "receipt_gas_used"),
    cumulativeGasUsed: quantity(row, "receipt_cumulative_gas_used"),
    logsBloom: bloomOf(logs),
    effectiveGasPrice: quantity(row, "receipt_effective_gas_price"),
    contractAddress: row["receipt_contract_address"],
    logs: logs.map(rebuildLog),
  };
}

/** Yellow Paper, 4.3.1: three bits of 2048 for each address and topic. */
function bloomOf(logs: readonly Row[]): string {
  const bloom = new Uint8Array(256);
  for (const value of logs.flatMap((log) => [textOf(log, "address"), ...listOf(log, "topics").map(String)])) {
    const hash = Buffer.from(keccak256(value).slice(2), "hex");
    for (const at of [0, 2, 4]) {
      const bit = hash.readUInt16BE(at) & 2047;
      bloom[255 - (bit >> 3)] = (bloom[255 - (bit >> 3)] ?? 0) | (1 << (bit & 7));
    }
  }
  return `0x${Buffer.from(bloom).toString("hex")}`;
}

function rebuildLog(log: Row): Row {
  return {
    address: log["address"],
    topics: log["topics"],
    data: log["data"],
    blockHash: log["block_hash"],
    transactionHash: log["transaction_hash"],
    logIndex: quantity(log, "log_index"),
  };
}

function keyOf(row: Row): string {
  return `${textOf(row, "transaction_hash")}:log:${textOf(row, "log_index")}`;
}

function tokenTransfers(readings: readonly BlockReading[]): readonly Transfer[] {
  return readings.flatMap(transfersOf).filter((transfer) => transfer.asset.includes("/erc20:"));
}

function sumById(transfers: readonly Transfer[], id: RegExp): bigint {
  return sumOf(transfers.filter((transfer) => id.test(transfer.id)));
}

function describeTransfer(transfer: Transfer): string {
  const token = transfer.asset.replace("eip155:1/erc20:", "");
  return [transfer.id, token, addressOf(transfer.from), addressOf(transfer.to), transfer.atoms].join(" ");
}

function describeExpected(row: Row): string {
  const fields = ["token_address", "from_address", "to_address", "value"];
  return [keyOf(row), ...fields.map((field) => textOf(row, field))].join(" ");
}
