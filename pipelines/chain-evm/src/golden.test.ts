import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { digestText, type Transfer } from "@tributary/domain";
import { keccak256 } from "ethers";
import { describe, expect, test } from "vitest";
import { checkBlock } from "./check-block.ts";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { parseBlock, parseReceipt } from "./rpc-block.ts";

const dataFolder = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "evm");
const isAbsent = !existsSync(dataFolder);
const because = isAbsent ? ` (skipped: no data in ${dataFolder}; set TRIBUTARY_TEST_DATA)` : "";
const chain = makeEvmChain({ chainId: 1n, fileSha256: digestText("golden"), tokens: null });

describe(`golden token transfers decode exactly${because}`, () => {
  test.skipIf(isAbsent)("mainnet blocks 17173049 and 17173050: 282 amounts, 9 numbered things set apart", () => {
    const folder = "ethereum-etl/test_stream/blocks_17173049_17173050";
    const readings = rebuildBlocks(folder);
    const found = tokenTransfers(readings).map((transfer) => describeTransfer(transfer));
    const expectedAll = readExactLines(`${folder}/expected_token_transfers.json`);
    const logs = new Map(readExactLines(`${folder}/expected_logs.json`).map((log) => [keyOf(log), log]));
    const fungible = expectedAll.filter((row) => listOf(logs.get(keyOf(row)), "topics").length === 3);
    expect(expectedAll.length).toBe(291);
    expect(fungible.length).toBe(282);
    expect(found.sort()).toEqual(fungible.map(describeExpected).sort());
    expect(readings.reduce((sum, reading) => sum + reading.unread.nonFungibleTransfers, 0n)).toBe(9n);
    expect(readings.flatMap((reading) => reading.items).every((item) => "rows" in item)).toBe(true);
    expect(readings.map((reading) => reading.unread.unprovenBlocks)).toEqual([0n, 0n]);
  });

  test.skipIf(isAbsent)("values and fees of the same blocks, and their withdrawals, to the wei", () => {
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
    expect(sumOf(native, /:value$/)).toBe(paid);
    expect(sumOf(native, /:fee-(burned|paid)$/)).toBe(spent);
    expect(sumOf(native, /:fee-burned$/)).toBe(burned);
    expect(native.filter((transfer) => transfer.id.includes(":withdrawal:")).length).toBe(32);
  });

  test.skipIf(isAbsent)("five blocks at 15,000,000: 143 transfers of USDT", () => {
    const rows = readExactLines("graphsense-block15000000/reference/USDT_token_transfers.json");
    const expected = rows.map((row) =>
      [hexOf(row, "txHash"), textOf(row, "logIndex"), hexOf(row, "from"), hexOf(row, "to"), textOf(row, "value")].join(" "),
    );
    const usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7";
    const logs = readExactLines("graphsense-block15000000/logs.json").filter((log) => textOf(log, "address") === usdt);
    const found = logs
      .map((log) => ({ ...log, transaction_hash: log["txHash"], log_index: log["logIndex"], block_hash: log["blockHash"] }))
      .flatMap((log) => transfersOf(readLogAlone(log)))
      .map((transfer) =>
        [transfer.id.replace(":log:", " "), addressOf(transfer.from), addressOf(transfer.to), transfer.atoms].join(" "),
      );
    expect(found.length).toBe(143);
    expect(found.sort()).toEqual(expected.sort());
  });

  test.skipIf(isAbsent)(
    "raw answers from before Byzantium: the log and the fees load, the value of unknown outcome is kept apart",
    () => {
      const folder = "ethereum-etl/test_stream/blocks_1755634_1755635";
      const block = parseBlock(readAnswer(`${folder}/web3_response.eth_getBlockByNumber_0x1ac9f3_true.json`), "block 1755635");
      const receipts = block.transactions.map((transaction) =>
        parseReceipt(readAnswer(`${folder}/web3_response.eth_getTransactionReceipt_${transaction.hash}.json`), "receipt"),
      );
      checkBlock({ block, receipts }, { number: 1_755_635n });
      const reading = decodeBlock(chain, { block, receipts });
      expect(tokenTransfers([reading]).map(describeTransfer)).toEqual(
        readExactLines(`${folder}/expected_token_transfers.json`).map(describeExpected),
      );
      const apart = reading.items.filter((item) => "findings" in item);
      expect(apart.map((item) => item.record.locator)).toEqual(["block/1755635/tx/1/value"]);
      expect(transfersOf(reading).filter((transfer) => transfer.id.endsWith(":fee-paid")).length).toBe(2);
      expect(reading.unread).toMatchObject({ minedBlocks: 1n, unprovenBlocks: 0n });
    },
  );
});

type Row = Readonly<Record<string, unknown>>;

/** The data writes amounts beyond 2^53 as JSON numbers: every number is read as the text that stands there. */
function readExactLines(path: string): readonly Row[] {
  return readFileSync(resolve(dataFolder, path), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line.replace(/(:\s*)([0-9]+)(?=\s*[,}\]])/g, '$1"$2"')));
}

function readAnswer(path: string): unknown {
  return JSON.parse(readFileSync(resolve(dataFolder, path), "utf8")).result;
}

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
    return decodeBlock(chain, { block, receipts });
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

/** One log in a made block of its own: the data holds a part of these blocks' transactions alone. */
function readLogAlone(log: Row): BlockReading {
  const hash = log["block_hash"];
  const account = `0x${"11".repeat(20)}`;
  const transaction = { hash: log["transaction_hash"], blockHash: hash, transactionIndex: "0x0", from: account, to: account };
  const block = parseBlock(
    {
      number: "0x1",
      hash,
      parentHash: hash,
      timestamp: "0x1",
      miner: account,
      transactions: [{ ...transaction, value: "0x0", input: "0x00", gasPrice: "0x0" }],
    },
    "block",
  );
  const receipt = parseReceipt(
    { ...transaction, transactionHash: transaction.hash, status: "0x1", gasUsed: "0x5208", logs: [rebuildLog(log)] },
    "receipt",
  );
  return decodeBlock(chain, { block, receipts: [receipt] });
}

function quantity(row: Row, key: string): string {
  return `0x${BigInt(textOf(row, key)).toString(16)}`;
}

function textOf(row: Row, key: string): string {
  return String(row[key]);
}

function hexOf(row: Row, key: string): string {
  return `0x${Buffer.from(textOf(row, key), "base64").toString("hex")}`;
}

function listOf(row: Row | undefined, key: string): readonly Row[] {
  const value = row?.[key];
  return Array.isArray(value) ? value : [];
}

function keyOf(row: Row): string {
  return `${textOf(row, "transaction_hash")}:log:${textOf(row, "log_index")}`;
}

function transfersOf(reading: BlockReading): readonly Transfer[] {
  return reading.items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

function tokenTransfers(readings: readonly BlockReading[]): readonly Transfer[] {
  return readings.flatMap(transfersOf).filter((transfer) => transfer.asset.includes("/erc20:"));
}

function sumOf(transfers: readonly Transfer[], id: RegExp): bigint {
  return transfers.filter((transfer) => id.test(transfer.id)).reduce((sum, transfer) => sum + transfer.atoms, 0n);
}

/** Mint and burn are the zero address in the reference. */
function addressOf(account: string): string {
  return /^(mint|destroyed):/.test(account) ? `0x${"0".repeat(40)}` : account.replace("eip155:1:", "");
}

function describeTransfer(transfer: Transfer): string {
  const token = transfer.asset.replace("eip155:1/erc20:", "");
  return [transfer.id, token, addressOf(transfer.from), addressOf(transfer.to), transfer.atoms].join(" ");
}

function describeExpected(row: Row): string {
  const fields = ["token_address", "from_address", "to_address", "value"];
  return [keyOf(row), ...fields.map((field) => textOf(row, field))].join(" ");
}
