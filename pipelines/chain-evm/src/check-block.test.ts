import { TributaryError } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { checkBlock, checkParent } from "./check-block.ts";
import { eventTopics } from "./event-topics.ts";
import { blockHash, type MadeBlock, makeBlock, receiver, sender, wordOf, wordOfAmount } from "./made-block.ts";

const other = `0x${"ff".repeat(32)}`;
const log = { topics: [eventTopics.transfer, wordOf(sender), wordOf(receiver)], data: wordOfAmount(1n) };

describe("answers that contradict each other", () => {
  test("agreeing answers pass", () => {
    expect(() => checkBlock(makeBlock({ logs: [log, log] }), { number: 16n })).not.toThrow();
  });

  test.each<[string, MadeBlock, string]>([
    ["a receipt of another block", { receipt: { blockHash: other } }, other],
    ["a receipt of another transaction", { receipt: { transactionHash: other } }, other],
    ["a receipt of another sender", { receipt: { from: receiver } }, receiver],
    ["a transaction of another block", { transaction: { blockHash: other } }, other],
    ["a transaction in another place", { transaction: { transactionIndex: "0x4" } }, "4"],
    ["fewer receipts than transactions", { block: { transactions: [] } }, "0"],
    ["a log of another block", { logs: [{ ...log, blockHash: other }] }, other],
    ["a log of another transaction", { logs: [{ ...log, transactionHash: other }] }, other],
    ["a log index twice", { logs: [log, { ...log, logIndex: "0x0" }] }, "log index 0"],
    ["a removed log", { logs: [{ ...log, removed: true }] }, "removed"],
    ["logs of a failed transaction", { receipt: { status: "0x0" }, logs: [log] }, "logs 1"],
  ])("%s: both answers are named", (name, made, found) => {
    const answer = makeBlock(made);
    const receipts = name.startsWith("fewer") ? makeBlock({}).receipts : answer.receipts;
    const error = thrownBy(() => checkBlock({ block: answer.block, receipts }, { number: 16n }));
    expect(error.code).toBe("SOURCE_INCONSISTENT");
    expect(error.message).toContain(name.startsWith("fewer") ? "transactions 0" : found);
    expect(error.message).toContain("answered before");
  });

  test("another block than asked for", () => {
    expect(thrownBy(() => checkBlock(makeBlock({}), { number: 17n })).message).toContain("17");
  });

  test("a parent of another name", () => {
    const child = { number: 17n, hash: other, parentHash: other, timestamp: 1n };
    const error = thrownBy(() => checkParent(child, makeBlock({}).block));
    expect(error.message).toContain(blockHash);
    expect(error.message).toContain(other);
    expect(() => checkParent({ ...child, parentHash: blockHash }, makeBlock({}).block)).not.toThrow();
  });
});

describe("answers of the wrong shape", () => {
  test.each<[string, MadeBlock]>([
    ["a bare number as a quantity", { transaction: { value: 12 } }],
    ["a quantity of more than 256 bits", { transaction: { value: `0x1${"0".repeat(64)}` } }],
    ["a short hash", { block: { parentHash: "0x12" } }],
    ["no beneficiary", { block: { miner: undefined } }],
    ["five topics", { logs: [{ topics: Array.from({ length: 5 }, () => eventTopics.transfer), data: "0x" }] }],
  ])("%s", (_name, made) => {
    expect(thrownBy(() => makeBlock(made)).code).toBe("SOURCE_MALFORMED");
  });
});

function thrownBy(act: () => unknown): TributaryError {
  try {
    act();
  } catch (error) {
    if (error instanceof TributaryError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
