import { describe, expect, test } from "vitest";
import { eventTopics } from "./event-topics.ts";
import { findOpenQuestions, nothingKnown } from "./knowledge.ts";
import { type MadeBlock, makeBlock, receiver, sender, token, wordOf, wordOfAmount } from "./made-block.ts";
import { judgeOutcome } from "./transaction-outcome.ts";

describe("what a block's own answers leave open", () => {
  test("the contracts of events that can be read in two ways", () => {
    const word = wordOfAmount(1n);
    const whole = { topics: [eventTopics.transfer, wordOf(sender), wordOf(receiver)], data: word };
    const open = (log: NonNullable<MadeBlock["logs"]>[number]): readonly string[] => [
      ...findOpenQuestions(makeBlock({ logs: [log] })).tokens,
    ];
    expect(open(whole)).toEqual([]);
    expect(
      open({ topics: [eventTopics.transfer], data: `${wordOf(sender)}${wordOf(receiver).slice(2)}${word.slice(2)}` }),
    ).toEqual([token]);
    for (const topic of [eventTopics.deposit, eventTopics.withdrawal])
      expect(open({ topics: [topic, wordOf(sender)], data: word })).toEqual([token]);
  });

  test("the receivers of plain payments of which neither status nor gas says what became of them", () => {
    const open = (made: MadeBlock): readonly string[] => [...findOpenQuestions(makeBlock(made)).accounts];
    const before = { receipt: { status: null } };
    expect(open(before)).toEqual([receiver]);
    expect(open({})).toEqual([]);
    expect(open({ ...before, transaction: { gas: "0x5209" } })).toEqual([]);
    expect(open({ ...before, transaction: { input: "0x00" } })).toEqual([]);
    expect(open({ ...before, calls: [{}] })).toEqual([]);
  });
});

describe("whether a transaction did what it says", () => {
  const outcome = (made: MadeBlock, code: boolean | null = null): unknown => {
    const { block, receipts, traces } = makeBlock({ receipt: { status: null }, ...made });
    const [transaction] = block.transactions;
    const [receipt] = receipts;
    if (transaction === undefined || receipt === undefined) throw new Error("a made block has a transaction");
    const run = { transaction, receipt, trace: traces?.transactions[0] ?? null };
    const judged = judgeOutcome(run, { ...nothingKnown, hasCode: () => code });
    return judged.ok ? judged.value : judged.refusal.code;
  };

  test.each([
    ["a status", { receipt: { status: "0x1" } }, "succeeded"],
    ["a status of failure", { receipt: { status: "0x0" } }, "failed"],
    ["gas that was left", { transaction: { gas: "0x5209" } }, "succeeded"],
    ["a trace", { calls: [{ isFailed: true }] }, "failed"],
    ["nothing", {}, "FIELD_MISSING"],
    ["a call that used all of its gas", { transaction: { input: "0x00" } }, "FIELD_MISSING"],
  ])("%s decides", (_name, made, expected) => {
    expect(outcome(made)).toBe(expected);
  });

  test("an account without code takes what it is paid; one with code needs more gas; a built-in contract too", () => {
    expect([outcome({}, false), outcome({}, true)]).toEqual(["succeeded", "FIELD_MISSING"]);
    expect(outcome({ transaction: { to: `0x${"0".repeat(39)}4` } }, false)).toBe("FIELD_MISSING");
  });
});
