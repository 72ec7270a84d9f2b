import { digestText, type Transfer } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { eventTopics } from "./event-topics.ts";
import { makeEvmChain } from "./evm-chain.ts";
import {
  beneficiary,
  type MadeBlock,
  makeBlock,
  receiver,
  sender,
  token,
  transactionHash,
  wordOf,
  wordOfAmount,
} from "./made-block.ts";

const chain = makeEvmChain({ chainId: 31_337n, fileSha256: digestText("made"), tokens: null });
const account = (address: string): string => `eip155:31337:${address}`;
const asset = `eip155:31337/erc20:${token}`;

function read(made: MadeBlock, reader = chain): BlockReading {
  return decodeBlock(reader, makeBlock(made));
}

function transfers(reading: BlockReading): readonly Transfer[] {
  return reading.items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

function lines(reading: BlockReading): readonly string[] {
  return transfers(reading).map(({ id, from, to, atoms }) => [id.slice(transactionHash.length), from, to, atoms].join(" "));
}

describe("native value and fees", () => {
  test("the burned part goes to the fee account, the rest to the beneficiary, then the value moves", () => {
    const reading = read({});
    expect(lines(reading)).toEqual([
      `:fee-burned ${account(sender)} fee:eip155:31337 ${7n * 21_000n}`,
      `:fee-paid ${account(sender)} ${account(beneficiary)} ${3n * 21_000n}`,
      `:value ${account(sender)} ${account(receiver)} 100`,
    ]);
    expect(transfers(reading).map((transfer) => transfer.sequence)).toEqual([
      160_000_000_000n,
      160_000_000_001n,
      160_000_000_005n,
    ]);
    expect(transfers(reading)[0]).toMatchObject({
      occurredAt: 0x65e1a9c0n * 1_000_000n,
      basis: "block",
      reference: transactionHash,
    });
    expect(reading.items.map((item) => item.record.locator)).toEqual(["block/16/tx/0"]);
  });

  test("a failed transaction moves its gas and nothing else", () => {
    expect(lines(read({ receipt: { status: "0x0" } })).map((line) => line.split(" ")[0])).toEqual([":fee-burned", ":fee-paid"]);
  });

  test("the value of a creation goes to the created contract", () => {
    const created = `0x${"e5".repeat(20)}`;
    const reading = read({ transaction: { to: null, input: "0x60" }, receipt: { contractAddress: created } });
    expect(lines(reading).at(-1)).toBe(`:value ${account(sender)} ${account(created)} 100`);
  });

  test("before London the whole fee goes to the beneficiary", () => {
    const reading = read({
      block: { baseFeePerGas: null },
      transaction: { type: "0x0", gasPrice: "0xa" },
      receipt: { effectiveGasPrice: null },
    });
    expect(lines(reading)[0]).toBe(`:fee-paid ${account(sender)} ${account(beneficiary)} 210000`);
  });

  test("blob gas is burned", () => {
    const reading = read({ transaction: { type: "0x3" }, receipt: { blobGasUsed: "0x20000", blobGasPrice: "0x2" } });
    expect(lines(reading)[2]).toBe(`:blob-fee-burned ${account(sender)} fee:eip155:31337 262144`);
  });

  test("zero and self transfers load; a call without value is no transfer", () => {
    expect(lines(read({ transaction: { value: "0x0", to: sender } })).at(-1)).toBe(
      `:value ${account(sender)} ${account(sender)} 0`,
    );
    expect(lines(read({ transaction: { value: "0x0", input: "0xa9059cbb" } })).length).toBe(2);
  });

  test("without a status the fee loads and the value is kept apart with its reason", () => {
    const reading = read({ receipt: { status: null } });
    expect(lines(reading).length).toBe(2);
    expect(reading.items[1]).toMatchObject({
      record: { locator: "block/16/tx/0/value" },
      findings: [{ code: "FIELD_MISSING", where: { record: "block/16/tx/0/value" } }],
    });
  });

  test.each([
    ["an unknown type", { transaction: { type: "0x6a" } }, "VALUE_UNREADABLE"],
    ["a price under the base fee", { receipt: { effectiveGasPrice: "0x6" } }, "SOURCE_INCONSISTENT"],
    ["no price", { receipt: { effectiveGasPrice: null } }, "FIELD_MISSING"],
    ["a status that is neither", { receipt: { status: "0x2" } }, "VALUE_UNREADABLE"],
  ])("%s is kept apart", (_name, made, code) => {
    const apart = read(made).items.flatMap((item) => ("findings" in item ? item.findings : []));
    expect(apart.map((finding) => finding.code)).toEqual([code]);
  });

  test("a withdrawal credits its account after the block's transactions", () => {
    const reading = read({ block: { withdrawals: [{ index: "0x5", validatorIndex: "0x1", address: receiver, amount: "0x3" }] } });
    expect(transfers(reading).at(-1)).toMatchObject({
      from: "mint:eip155:31337/slip44:60",
      to: account(receiver),
      atoms: 3_000_000_000n,
      sequence: 160_000_100_000n,
    });
  });
});

describe("token logs", () => {
  const movement = { topics: [eventTopics.transfer, wordOf(sender), wordOf(receiver)], data: wordOfAmount(500n) };
  const zero = `0x${"0".repeat(40)}`;

  test("any amount of 256 bits decodes exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), (amount) => {
        const found = transfers(read({ logs: [{ ...movement, data: wordOfAmount(amount) }] })).at(-1);
        expect(found).toMatchObject({
          id: `${transactionHash}:log:0`,
          asset,
          from: account(sender),
          to: account(receiver),
          atoms: amount,
        });
      }),
    );
  });

  test("the zero address is the mint on one side and the end on the other", () => {
    const mint = { ...movement, topics: [eventTopics.transfer, wordOf(zero), wordOf(receiver)] };
    const burn = { ...movement, topics: [eventTopics.transfer, wordOf(sender), wordOf(zero)] };
    const found = transfers(read({ logs: [mint, burn] })).slice(-2);
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [`mint:${asset}`, account(receiver)],
      [account(sender), `destroyed:${asset}`],
    ]);
  });

  test("destroyed black funds leave the account though no Transfer says so; named twice, they count once", () => {
    const plain = { topics: [eventTopics.destroyedBlackFunds], data: `${wordOf(sender)}${wordOfAmount(9n).slice(2)}` };
    const indexed = { topics: [eventTopics.destroyedBlackFunds, wordOf(sender)], data: wordOfAmount(9n) };
    for (const log of [plain, indexed])
      expect(transfers(read({ logs: [log] })).at(-1)).toMatchObject({
        from: account(sender),
        to: `destroyed:${asset}`,
        atoms: 9n,
      });
    const burn = { topics: [eventTopics.transfer, wordOf(sender), wordOf(zero)], data: wordOfAmount(9n) };
    const twice = read({ logs: [burn, indexed] });
    expect(transfers(twice).filter((transfer) => transfer.asset === asset).length).toBe(1);
    expect(twice.unread.repeatedDestructions).toBe(1n);
  });

  test("a change of supply of which nobody knows the owner is counted, not booked", () => {
    const reading = read({ logs: [{ topics: [eventTopics.issue], data: wordOfAmount(1n) }] });
    expect(reading.unread.supplyChanges).toBe(1n);
    expect(reading.items.length).toBe(1);
  });

  test.each([
    ["no indexed address", { topics: [eventTopics.transfer], data: `0x${"0".repeat(192)}` }],
    ["no data", { topics: movement.topics, data: "0x" }],
    ["31 bytes of data", { topics: movement.topics, data: `0x${"0".repeat(62)}` }],
    [
      "an address of more than 20 bytes",
      { topics: [eventTopics.transfer, wordOfAmount(2n ** 255n), wordOf(receiver)], data: movement.data },
    ],
    ["black funds without an amount", { topics: [eventTopics.destroyedBlackFunds], data: wordOf(sender) }],
  ])("%s: kept apart with its place", (_name, log) => {
    const apart = read({ logs: [log] }).items.filter((item) => "findings" in item);
    expect(apart).toMatchObject([{ findings: [{ code: "VALUE_UNREADABLE", where: { record: "block/16/tx/0/log/0" } }] }]);
  });

  test("only the tokens asked for are read, the others are counted", () => {
    const other = { ...movement, address: `0x${"ee".repeat(20)}` };
    const reading = read({ logs: [movement, other] }, { ...chain, tokens: new Set([token]) });
    expect(transfers(reading).filter((transfer) => transfer.asset !== chain.nativeAsset).length).toBe(1);
    expect(reading.unread.logsOfOtherTokens).toBe(1n);
  });
});

describe("what was not read", () => {
  test.each([
    ["a plain transfer", {}, 0n],
    ["a call with data", { transaction: { input: "0xa9059cbb" } }, 1n],
    ["a plain transfer that used more gas", { receipt: { gasUsed: "0x6000" } }, 1n],
    ["a creation", { transaction: { to: null, input: "0x60" }, receipt: { contractAddress: token } }, 1n],
    ["a failed call", { transaction: { input: "0xa9059cbb" }, receipt: { status: "0x0" } }, 0n],
  ])("%s counts %#", (_name, made, count) => {
    expect(read(made).unread.transactionsWithCode).toBe(count);
  });
});
