import type { Transfer } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import {
  addressOf,
  because,
  hexOf,
  isDataAbsent,
  itemsOf,
  mainnet,
  quantity,
  type Row,
  readExactLines,
  readTable,
  sumOf,
  textOf,
  transfersOf,
} from "./golden-data.ts";
import { parseBlock, parseReceipt } from "./rpc-block.ts";
import { parseFlatTraces } from "./rpc-trace.ts";

const weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";
const wethAsset = `eip155:1/erc20:${weth}`;

describe.skipIf(isDataAbsent)(`five mainnet blocks at 15,000,000${because}`, () => {
  const folder = "graphsense-block15000000";
  const logs = isDataAbsent ? [] : readExactLines(`${folder}/logs.json`);
  const traces = isDataAbsent ? [] : readTable(`${folder}/traces.csv`).filter((row) => row["txHash"] !== "");
  const transactions = isDataAbsent ? [] : readTable(`${folder}/transactions.csv`);
  const readings = readTransactions({ logs, traces, transactions });
  const transfers = readings.flatMap(transfersOf);
  const isTransfer = new Set(
    logs
      .filter((log) => log["topic0"] === eventTopics.transfer)
      .map((log) => `${textOf(log, "txHash")}:log:${textOf(log, "logIndex")}`),
  );

  test("715 ERC-20 and 389 ERC-721 transfers, 14 of ERC-1155, and nothing kept apart", () => {
    expect(transfers.filter(({ id }) => isTransfer.has(id)).length).toBe(715);
    const standards = readings.flatMap(itemsOf).map(({ collection }) => collection.split(/[/:]/)[2]);
    expect(standards.filter((standard) => standard === "erc721").length).toBe(389);
    expect(standards.filter((standard) => standard === "erc1155").length).toBe(14);
    expect(readings.flatMap(({ items }) => items).every((item) => "rows" in item)).toBe(true);
  });

  test("143 transfers of USDT worth 6,285,321.194351", () => {
    const usdt = transfers.filter(({ asset }) => asset === "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7");
    const expected = readExactLines(`${folder}/reference/USDT_token_transfers.json`).map((row) =>
      [hexOf(row, "txHash"), textOf(row, "logIndex"), hexOf(row, "from"), hexOf(row, "to"), textOf(row, "value")].join(" "),
    );
    const found = usdt.map(({ id, from, to, atoms }) =>
      [id.replace(":log:", " "), addressOf(from), addressOf(to), atoms].join(" "),
    );
    expect(found.sort()).toEqual(expected.sort());
    expect([usdt.length, sumOf(usdt)]).toEqual([143, 6_285_321_194_351n]);
  });

  test("value moves as the traces say: calls and creations that succeeded, at their places", () => {
    const moved = traces.filter(
      (row) => row["status"] === "1" && row["value"] !== "0" && ["call", ""].includes(textOf(row, "callType")),
    );
    const expected = moved.map((row) => {
      const [, hash = "", ...path] = textOf(row, "traceId").split("_");
      const id = path.join("_") === "" ? `${hash}:value` : `${hash}:trace:${path.join("_")}`;
      return [id, textOf(row, "fromAddress"), textOf(row, "toAddress"), textOf(row, "value")].join(" ");
    });
    const native = transfers.filter(({ asset, atoms }) => asset === mainnet.nativeAsset && atoms > 0n);
    const found = native.map(({ id, from, to, atoms }) => [id, addressOf(from), addressOf(to), atoms].join(" "));
    expect(found.sort()).toEqual(expected.sort());
    expect(native.filter(({ id }) => id.includes(":trace:")).length).toBeGreaterThan(300);
  });

  test("wrapped ether is made and destroyed for exactly the ether that the wrapper took in and paid out, in that order", () => {
    const wraps = logs.filter(
      (log) => log["address"] === weth && [eventTopics.deposit, eventTopics.withdrawal].some((topic) => topic === log["topic0"]),
    );
    const made = transfers.filter(({ asset, from }) => asset === wethAsset && from === `mint:${wethAsset}`);
    const destroyed = transfers.filter(({ asset, to }) => asset === wethAsset && to === `destroyed:${wethAsset}`);
    expect(made.length + destroyed.length).toBe(wraps.length);
    const native = transfers.filter(({ asset }) => asset === mainnet.nativeAsset);
    const taken = native.filter(({ to }) => to.endsWith(weth));
    const paid = native.filter(({ from }) => from.endsWith(weth));
    expect([sumOf(made), sumOf(destroyed)]).toEqual([sumOf(taken), sumOf(paid)]);
    const isBefore = (a: readonly Transfer[], b: readonly Transfer[]): boolean =>
      b.every(({ reference, atoms, sequence }) =>
        a.some((first) => first.reference === reference && first.atoms === atoms && first.sequence < sequence),
      );
    expect([isBefore(taken, made), isBefore(destroyed, paid)]).toEqual([true, true]);
  });

  test("conversions stay within their transactions, and every wrap is one", () => {
    const conversions = readings.flatMap(({ items }) =>
      items.flatMap((item) => ("rows" in item ? (item.rows.conversions ?? []) : [])),
    );
    const references = new Map(transfers.map(({ id, reference }) => [String(id), reference]));
    for (const { id, outTransfers, inTransfers } of conversions)
      for (const leg of [...outTransfers, ...inTransfers]) expect(references.get(leg)).toBe(id.slice(0, 66));
    expect(conversions.filter(({ kind }) => kind === "swap").length).toBeGreaterThan(50);
    expect(conversions.filter(({ kind }) => kind === "wrap" || kind === "unwrap").length).toBeGreaterThan(50);
  });
});

interface Tables {
  readonly logs: readonly Row[];
  readonly traces: readonly Row[];
  readonly transactions: readonly Row[];
}

/** Each transaction in a made block of its own, without a price for its gas: the data holds no receipts. */
function readTransactions({ logs, traces, transactions }: Tables): readonly BlockReading[] {
  const byHash = (rows: readonly Row[]): Map<string, Row[]> => {
    const groups = new Map<string, Row[]>();
    for (const row of rows) groups.set(textOf(row, "txHash"), [...(groups.get(textOf(row, "txHash")) ?? []), row]);
    return groups;
  };
  const logsOf = byHash(logs);
  const tracesOf = byHash(traces);
  const known = byHash(transactions);
  return [...new Set([...logsOf.keys(), ...tracesOf.keys()])].map((hash) =>
    readTransaction(hash, {
      logs: (logsOf.get(hash) ?? []).sort((a, b) => Number(a["logIndex"]) - Number(b["logIndex"])),
      traces: (tracesOf.get(hash) ?? []).sort((a, b) => comparePaths(pathOf(a), pathOf(b))),
      transactions: known.get(hash) ?? [],
    }),
  );
}

function pathOf(row: Row): readonly number[] {
  const [, , ...path] = textOf(row, "traceId").split("_");
  return path.filter((part) => part !== "").map(Number);
}

/** A call before those inside it. */
function comparePaths(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}

const nobody = `0x${"11".repeat(20)}`;

function readTransaction(hash: string, { logs, traces: partial, transactions }: Tables): BlockReading {
  // Of a few transactions the data holds inner calls alone.
  const hasRoot = partial[0] === undefined || pathOf(partial[0]).length === 0;
  const parties = { fromAddress: nobody, toAddress: nobody, value: "0", status: "1", callType: "call" };
  const traces = hasRoot ? partial : [{ ...parties, traceId: `call_${hash}_`, txHash: hash }, ...partial];
  const [root] = traces;
  const blockHash = `0x${"0b".repeat(32)}`;
  const envelope = { transactionIndex: "0x0", blockHash, from: root?.["fromAddress"] ?? nobody };
  const transaction = {
    ...envelope,
    hash,
    to: root?.["toAddress"] ?? nobody,
    value: root === undefined ? "0x0" : quantity(root, "value"),
    input: transactions[0]?.["input"] ?? "0x00",
    gasPrice: "0x0",
  };
  const block = parseBlock(
    { number: "0xe4e1c0", hash: blockHash, parentHash: blockHash, timestamp: "0x1", miner: nobody, transactions: [transaction] },
    "block",
  );
  const receipt = {
    ...envelope,
    transactionHash: hash,
    status: root?.["status"] === "0" ? "0x0" : "0x1",
    gasUsed: "0x5208",
    logs: logs.map((log) => ({ ...log, blockHash, transactionHash: hash, logIndex: quantity(log, "logIndex") })),
  };
  const parsed = traces.length === 0 ? null : parseFlatTraces(traces.map(flatTrace), "traces");
  return decodeBlock(mainnet, { block, receipts: [parseReceipt(receipt, "receipt")], traces: parsed });
}

/** As `trace_block` writes it. */
function flatTrace(row: Row): Row {
  const [type = ""] = textOf(row, "traceId").split("_");
  const parties = { from: row["fromAddress"], value: quantity(row, "value") };
  return {
    type,
    action: type === "create" ? parties : { ...parties, to: row["toAddress"], callType: row["callType"] },
    result: type === "create" ? { address: row["toAddress"] } : {},
    traceAddress: pathOf(row),
    transactionHash: row["txHash"],
    ...(row["status"] === "0" && { error: "Reverted" }),
  };
}

describe.skipIf(isDataAbsent)(`a small chain with known balances${because}`, () => {
  test("every balance is right: genesis, calls, failed and delegated ones, fees, tokens", () => {
    const folder = "graphsense-balance";
    const traces = readTable(`${folder}/traces.csv`);
    const held = new Map<string, bigint>();
    const move = (account: string, currency: string, atoms: bigint): void => {
      const key = `${account} ${currency}`;
      held.set(key, (held.get(key) ?? 0n) + atoms);
    };
    for (const row of traces.filter(({ traceId }) => String(traceId).startsWith("genesis")))
      move(textOf(row, "toAddress"), "ETH", BigInt(textOf(row, "value")));
    const calls = traces.filter(({ traceId }) => String(traceId).startsWith("call"));
    const readings = [
      ...calls.map((row, index) => {
        const hash = `0x${index.toString(16).padStart(64, "0")}`;
        const own = { ...row, traceId: `call_${hash}_`, value: "0", callType: "call", status: "1", txHash: hash };
        return readTransaction(hash, {
          logs: [],
          traces: [own, { ...row, traceId: `call_${hash}_0`, txHash: hash }],
          transactions: [],
        });
      }),
      ...readExactLines(`${folder}/logs.json`).map((log, index) =>
        readTransaction(`0x${index.toString(16).padStart(64, "f")}`, { logs: [log], traces: [], transactions: [] }),
      ),
      ...readFees(readTable(`${folder}/blocks.csv`), readTable(`${folder}/transactions.csv`)),
    ];
    const currencies: ReadonlyMap<string, string> = new Map([
      [mainnet.nativeAsset, "ETH"],
      ["eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", "USDC"],
      ["eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7", "USDT"],
      [wethAsset, "WETH"],
    ]);
    for (const { from, to, asset, atoms } of readings.flatMap(transfersOf)) {
      const currency = currencies.get(asset);
      if (currency === undefined) continue;
      move(addressOf(from), currency, -atoms);
      move(addressOf(to), currency, atoms);
    }
    const expected = readTable(`${folder}/reference/balances.csv`).map(
      (row) => `${textOf(row, "balance")} ${textOf(row, "currency")}`,
    );
    const found = [...held].filter(([, atoms]) => atoms !== 0n).map(([key, atoms]) => `${atoms} ${key.split(" ")[1]}`);
    expect(found.sort()).toEqual(expected.sort());
  });
});

/** The fees alone: the value of these transactions is in the traces. */
function readFees(blocks: readonly Row[], transactions: readonly Row[]): readonly BlockReading[] {
  return blocks.map((row) => {
    const own = transactions.filter((transaction) => transaction["blockId"] === row["blockId"]);
    const envelopes = own.map((transaction, index) => ({
      transactionIndex: `0x${index.toString(16)}`,
      blockHash: row["blockHash"],
      from: transaction["fromAddress"],
    }));
    const block = parseBlock(
      {
        number: quantity(row, "blockId"),
        hash: row["blockHash"],
        parentHash: row["parentHash"],
        timestamp: quantity(row, "timestamp"),
        miner: row["miner"],
        transactions: own.map((transaction, index) => ({
          ...envelopes[index],
          hash: transaction["txHash"],
          to: transaction["toAddress"],
          value: quantity(transaction, "value"),
          input: "0x",
          gasPrice: quantity(transaction, "gasPrice"),
        })),
      },
      "block",
    );
    const receipts = own.map((transaction, index) =>
      parseReceipt(
        {
          ...envelopes[index],
          transactionHash: transaction["txHash"],
          status: "0x0",
          gasUsed: quantity(transaction, "receiptGasUsed"),
          logs: [],
        },
        "receipt",
      ),
    );
    return decodeBlock(mainnet, { block, receipts });
  });
}
