import { digestText, type Transfer } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import { makeEvmChain } from "./evm-chain.ts";
import type { Knowledge } from "./knowledge.ts";
import { nothingKnown } from "./knowledge.ts";
import { type MadeBlock, makeBlock, receiver, sender, token, transactionHash, wordOf, wordOfAmount } from "./made-block.ts";
import { makeEnvelope, placeEvent } from "./movement.ts";

const chain = makeEvmChain({ chainId: 31_337n, fileSha256: digestText("made"), tokens: null });
const account = (address: string): string => `eip155:31337:${address}`;
const native = "eip155:31337/slip44:60";
const asset = `eip155:31337/erc20:${token}`;
const other = `0x${"e5".repeat(20)}`;
const keepsAmounts: Knowledge = { isToken: () => true, hasCode: () => null };

function read(made: MadeBlock, knowledge = nothingKnown): BlockReading {
  return decodeBlock(chain, makeBlock(made), knowledge);
}

/** Beside the fee and the transaction's own value, in ledger order. */
function lines(reading: BlockReading): readonly string[] {
  return transfers(reading)
    .filter(({ id }) => !/:(fee-\w+|value)$/.test(id))
    .sort((a, b) => (a.sequence < b.sequence ? -1 : 1))
    .map(({ id, from, to, atoms }) => [id.slice(transactionHash.length + 1), from, to, atoms].join(" "));
}

function transfers(reading: BlockReading): readonly Transfer[] {
  return reading.items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

function rowsOf<Key extends "itemTransfers" | "issuerActs" | "conversions">(reading: BlockReading, key: Key): readonly unknown[] {
  return reading.items.flatMap((item): readonly unknown[] => ("rows" in item ? (item.rows[key] ?? []) : []));
}

const callData = { input: "0x12345678", to: token };
const root = { to: token, value: 100n };

describe("value that contracts move", () => {
  test("calls, creations and destructions that succeeded below the transaction's own call", () => {
    const calls = [
      root,
      { from: token, to: receiver, value: 7n },
      { from: token, to: other, value: 8n, kind: "create2" as const },
      { from: other, to: receiver, value: 8n, kind: "selfdestruct" as const },
      { from: token, to: other, value: 9n, kind: "delegatecall" as const },
      { from: token, to: other, value: 9n, kind: "callcode" as const },
      { from: token, to: other, value: 9n, isFailed: true },
      { from: token, to: other, value: 0n },
    ];
    const reading = read({ transaction: callData, calls });
    expect(lines(reading)).toEqual([
      `trace:0 ${account(token)} ${account(receiver)} 7`,
      `trace:1 ${account(token)} ${account(other)} 8`,
      `trace:2 ${account(other)} ${account(receiver)} 8`,
    ]);
    expect(transfers(reading).every((transfer) => transfer.asset === native)).toBe(true);
    expect(reading.unread.transactionsWithCode).toBe(0n);
    expect(reading.items.at(-1)?.record.locator).toBe("block/16/tx/0/trace/2");
  });

  test("a contract that pays itself when it ends destroys what it holds, unless it stays", () => {
    const calls = [root, { from: token, to: token, value: 7n, kind: "selfdestruct" as const }];
    expect(lines(read({ transaction: callData, calls }))).toEqual([`trace:0 ${account(token)} destroyed:${native} 7`]);
    const cancun = { parentBeaconBlockRoot: `0x${"0".repeat(64)}` };
    expect(lines(read({ transaction: callData, calls, block: cancun }))).toEqual([]);
    const created = [root, { from: sender, to: token, value: 0n, kind: "create" as const }, ...calls.slice(1)];
    expect(lines(read({ transaction: callData, calls: created, block: cancun }))).toEqual([
      `trace:1 ${account(token)} destroyed:${native} 7`,
    ]);
  });

  test("a chain that names no beacon block is taken to keep contracts since Ethereum does", () => {
    const polygon = makeEvmChain({ chainId: 137n, fileSha256: digestText("made"), tokens: null });
    const calls = [root, { from: token, to: token, value: 7n, kind: "selfdestruct" as const }];
    const movesAt = (timestamp: string): number => {
      const reading = decodeBlock(polygon, makeBlock({ transaction: callData, calls, block: { timestamp } }));
      return transfers(reading).filter(({ id }) => id.includes(":trace:")).length;
    };
    expect([movesAt("0x65f1b056"), movesAt("0x65f1b057")]).toEqual([1, 0]);
  });

  test("what reaches a contract after its end is destroyed with it", () => {
    const calls = [
      root,
      { from: token, to: receiver, value: 100n, kind: "selfdestruct" as const },
      { from: other, to: token, value: 40n },
      { from: token, to: other, value: 15n },
    ];
    expect(lines(read({ transaction: callData, calls })).at(-1)).toBe(
      `destroyed:${token} ${account(token)} destroyed:${native} 25`,
    );
  });

  test("a path too long for an id stands by its digest", () => {
    const path = Array.from({ length: 300 }, () => "0").join("_");
    const [line] = lines(read({ transaction: callData, calls: [root, { from: token, to: other, value: 1n, path, depth: 300 }] }));
    expect(line).toMatch(/^trace:sha256-[0-9a-f]{64} /);
  });

  test("a trace decides before Byzantium", () => {
    const made = { receipt: { status: null } };
    const value = (calls: MadeBlock["calls"] & object): number =>
      transfers(read({ ...made, calls })).filter(({ id }) => id.endsWith(":value")).length;
    expect(value([{ value: 100n }])).toBe(1);
    expect(value([{ value: 100n, isFailed: true }])).toBe(0);
  });
});

describe("wrapped native assets", () => {
  const deposit = { topics: [eventTopics.deposit, wordOf(sender)], data: wordOfAmount(100n) };
  const withdrawal = { topics: [eventTopics.withdrawal, wordOf(sender)], data: wordOfAmount(60n) };
  const payout = { from: token, to: sender, value: 60n };
  const made = `log:0 mint:${asset} ${account(sender)} 100`;
  const destroyed = `log:0 ${account(sender)} destroyed:${asset} 60`;

  test("are made for the value that the wrapper takes in, and destroyed for what it pays out", () => {
    expect(lines(read({ transaction: callData, logs: [deposit] }))).toEqual([made]);
    const calls = [{ to: token, value: 0n }, payout];
    expect(lines(read({ transaction: { ...callData, value: "0x0" }, logs: [withdrawal], calls }))).toEqual([
      destroyed,
      `trace:0 ${account(token)} ${account(sender)} 60`,
    ]);
  });

  test("become conversions one for one", () => {
    const reading = read({ transaction: callData, logs: [deposit], calls: [{ to: token, value: 100n }] });
    expect(rowsOf(reading, "conversions")).toMatchObject([
      {
        kind: "wrap",
        account: account(sender),
        outTransfers: [`${transactionHash}:value`],
        inTransfers: [`${transactionHash}:log:0`],
      },
    ]);
  });

  test("become none where calls are not known: a part of a transaction may look like another exchange than took place", () => {
    expect(rowsOf(read({ transaction: callData, logs: [deposit] }), "conversions")).toEqual([]);
  });

  test("are not made where the contract took in nothing, or says the same in a Transfer", () => {
    const nothing = { ...callData, value: "0x0" };
    const reading = read({ transaction: nothing, logs: [deposit], calls: [{ to: token }] }, keepsAmounts);
    expect([lines(reading), reading.unread.unsettledWraps]).toEqual([[], 1n]);
    const transfer = { topics: [eventTopics.transfer, wordOf(`0x${"0".repeat(40)}`), wordOf(sender)], data: wordOfAmount(99n) };
    expect(lines(read({ transaction: callData, logs: [transfer, deposit] }))).toEqual([made.replace("100", "99")]);
  });

  test("without traces the contract must be known to keep amounts", () => {
    const logs = [withdrawal];
    expect(lines(read({ transaction: callData, logs }, keepsAmounts))).toEqual([destroyed]);
    expect(read({ transaction: callData, logs }).unread.unsettledWraps).toBe(1n);
    const vault: Knowledge = { ...nothingKnown, isToken: () => false };
    expect(lines(read({ transaction: callData, logs }, vault))).toEqual([]);
    expect(read({ transaction: callData, logs }, vault).unread.unsettledWraps).toBe(1n);
  });
});

describe("issuers", () => {
  const issue = { topics: [eventTopics.issue], data: wordOfAmount(5n) };
  const redeem = { topics: [eventTopics.redeem], data: wordOfAmount(5n) };

  test("Tether's owner is whoever called", () => {
    const direct = { to: token, input: `0xcc872b66${wordOfAmount(5n).slice(2)}`, value: "0x0" };
    expect(lines(read({ transaction: direct, logs: [issue] }))).toEqual([`log:0 mint:${asset} ${account(sender)} 5`]);
    const calls = [{ to: other }, { from: other, to: token, selector: "0xdb006a75" }];
    const reading = read({ transaction: { to: other, input: "0x00", value: "0x0" }, logs: [redeem], calls });
    expect(lines(reading)).toEqual([`log:0 ${account(other)} destroyed:${asset} 5`]);
    expect(read({ logs: [issue] }).unread.supplyChanges).toBe(1n);
  });

  test("close and open accounts", () => {
    const word = wordOf(receiver);
    const reading = read({
      logs: [
        { topics: [eventTopics.addedBlackList], data: word },
        { topics: [eventTopics.removedBlackList], data: word },
        { topics: [eventTopics.blacklisted, word], data: "0x" },
        { topics: [eventTopics.unblacklisted, word], data: "0x" },
      ],
    });
    expect(rowsOf(reading, "issuerActs")).toMatchObject(
      ["blacklisted", "unblacklisted", "blacklisted", "unblacklisted"].map((act, index) => ({
        id: `${transactionHash}:log:${index}`,
        account: account(receiver),
        asset,
        act,
      })),
    );
  });
});

describe("numbered things", () => {
  test("are set apart with their collection", () => {
    const parties = [wordOf(sender), wordOf(receiver)];
    const words = (...values: bigint[]): string => `0x${values.map((value) => wordOfAmount(value).slice(2)).join("")}`;
    const reading = read({
      logs: [
        { topics: [eventTopics.transfer, ...parties, wordOfAmount(7n)], data: "0x" },
        { topics: [eventTopics.transferSingle, wordOf(other), ...parties], data: words(8n, 3n) },
        { topics: [eventTopics.transferBatch, wordOf(other), ...parties], data: words(64n, 160n, 2n, 1n, 2n, 2n, 10n, 20n) },
      ],
    });
    expect(rowsOf(reading, "itemTransfers")).toMatchObject([
      { id: `${transactionHash}:log:0`, collection: `eip155:31337/erc721:${token}`, item: "7", count: 1n, from: account(sender) },
      { id: `${transactionHash}:log:1`, collection: `eip155:31337/erc1155:${token}`, item: "8", count: 3n },
      { id: `${transactionHash}:log:2:0`, item: "1", count: 10n, to: account(receiver) },
      { id: `${transactionHash}:log:2:1`, item: "2", count: 20n },
    ]);
    expect(lines(reading)).toEqual([]);
  });

  test.each([
    ["a length beyond the data", [64n, 96n, 2n ** 60n]],
    ["an offset beyond the data", [2n ** 200n, 64n, 0n]],
    ["an odd offset", [65n, 96n, 0n, 0n]],
    ["lists of two lengths", [64n, 128n, 1n, 5n, 0n]],
  ])("a batch with %s is kept apart", (_name, values) => {
    const data = `0x${values.map((value) => wordOfAmount(value).slice(2)).join("")}`;
    const topics = [eventTopics.transferBatch, wordOf(other), wordOf(sender), wordOf(receiver)];
    expect(read({ logs: [{ topics, data }] }).items.filter((item) => "findings" in item).length).toBe(1);
  });
});

describe("Transfer without ERC-20's indexes", () => {
  const unindexed = {
    topics: [eventTopics.transfer],
    data: `${wordOf(sender)}${wordOf(receiver).slice(2)}${wordOfAmount(4n).slice(2)}`,
  };
  const half = { topics: [eventTopics.transfer, wordOf(sender)], data: `${wordOf(receiver)}${wordOfAmount(4n).slice(2)}` };
  const booked = `log:0 ${account(sender)} ${account(receiver)} 4`;

  test("is an amount where the contract keeps amounts, and kept apart otherwise", () => {
    expect(lines(read({ logs: [unindexed] }, keepsAmounts))).toEqual([booked]);
    expect(read({ logs: [unindexed] }).items.filter((item) => "findings" in item).length).toBe(1);
  });

  test("with one address indexed, the call that caused it says which", () => {
    const input = `0xa9059cbb${wordOf(receiver).slice(2)}${wordOfAmount(4n).slice(2)}`;
    const transaction = { to: token, input, value: "0x0" };
    expect(lines(read({ transaction, logs: [half] }, keepsAmounts))).toEqual([booked]);
    const from = `0x23b872dd${wordOf(receiver).slice(2)}${wordOf(sender).slice(2)}${wordOfAmount(4n).slice(2)}`;
    expect(lines(read({ transaction: { ...transaction, input: from }, logs: [half] }, keepsAmounts))).toEqual([
      `log:0 ${account(receiver)} ${account(sender)} 4`,
    ]);
    expect(lines(read({ logs: [half] }, keepsAmounts))).toEqual([]);
  });

  test("of CryptoKitties is a numbered thing", () => {
    const mainnet = makeEvmChain({ chainId: 1n, fileSha256: digestText("made"), tokens: null });
    const address = "0x06012c8cf97bead5deae237070f9587f8e7a266d";
    const reading = decodeBlock(mainnet, makeBlock({ logs: [{ ...unindexed, address }] }));
    expect(rowsOf(reading, "itemTransfers")).toMatchObject([{ collection: `eip155:1/erc721:${address}`, item: "4", count: 1n }]);
  });
});

describe("a transaction's last place", () => {
  test("is the last that is booked: what lies beyond is refused", () => {
    const place = { chain, blockNumber: 1n, time: transfers(read({}))[0]?.occurredAt, transactionIndex: 2n, reference: null };
    if (place.time === undefined) throw new Error("a made block has a fee");
    const envelope = makeEnvelope({ ...place, time: place.time });
    expect(placeEvent(envelope, 99_999)).toEqual({ ok: true, value: 10_000_299_999n });
    expect(placeEvent(envelope, 100_000)).toMatchObject({ ok: false, refusal: { code: "VALUE_UNREADABLE" } });
  });
});

describe("rollups", () => {
  test("charge for their parent chain beside the gas", () => {
    const fee = transfers(read({ receipt: { l1Fee: "0x64" } })).find(({ id }) => id.endsWith(":l1-fee"));
    expect(fee).toMatchObject({ from: account(sender), to: "fee:eip155:31337", atoms: 100n });
    expect(read({ receipt: { operatorFeeScalar: "0x1" } }).unread.rollupFees).toBe(1n);
    expect(read({ receipt: { operatorFeeScalar: "0x0" } }).unread.rollupFees).toBe(0n);
  });

  test("bring deposits in, also where the transaction then fails", () => {
    const transaction = { type: "0x7e", mint: "0x64" };
    const receipt = { effectiveGasPrice: "0x0", status: "0x0" };
    expect(transfers(read({ transaction, receipt }))).toMatchObject([
      { id: `${transactionHash}:mint`, from: `mint:${native}`, to: account(sender), atoms: 100n },
    ]);
  });
});
