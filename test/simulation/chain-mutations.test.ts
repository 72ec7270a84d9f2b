import { describe, expect, test } from "vitest";
import { blockJson, type JsonObject, receiptsJson } from "../../packages/testkit/src/simulator/block-json.ts";
import { isObject, objects } from "../../packages/testkit/src/simulator/edit-json.ts";
import { chainOf, genesis, growChain } from "../../packages/testkit/src/simulator/grow-chain.ts";
import { seededRandom } from "../../packages/testkit/src/simulator/random.ts";
import type { TrueBlock } from "../../packages/testkit/src/simulator/true-block.ts";
import { checkBlock } from "../../pipelines/chain-evm/src/check-block.ts";
import { proveBlock } from "../../pipelines/chain-evm/src/prove-block.ts";
import { parseBlock, parseReceipt } from "../../pipelines/chain-evm/src/rpc-block.ts";

const random = seededRandom(11, "mutations");

/** A block with several logs in several transactions of several types. */
function richBlock(): TrueBlock {
  let node = genesis("cancun", 0);
  for (let count = 0; count < 40; count += 1)
    node = growChain(random, node, { style: { era: "cancun", transactionsMax: 4, emptyShare: 0 }, branch: 0 });
  const rich = chainOf(node).find(
    ({ transactions }) => transactions.length >= 3 && transactions.filter(({ logs }) => logs.length > 1).length >= 2,
  );
  if (rich === undefined) throw new Error("no block of this seed has enough logs");
  return rich;
}

const made = richBlock();
const block = blockJson(made, { isFull: true });

/** What an endpoint's answer comes to: taken as proven, or refused by some check. */
function isTaken(receipts: readonly JsonObject[], header: JsonObject = block): boolean {
  try {
    const answer = {
      block: parseBlock(header, "block"),
      receipts: receipts.map((receipt) => parseReceipt(receipt, "receipt")),
      uncles: null,
    };
    checkBlock(answer, { number: made.number });
    // Signatures are recovered where a transaction is changed, not for each of thousands of changed logs.
    const { receipts: verdict } = proveBlock(answer, "believe");
    return verdict.isProven;
  } catch {
    return false;
  }
}

interface Mutation {
  readonly name: string;
  readonly receipts: JsonObject[];
}

/** Every other value of every half-byte of a hex text would be 15 times as many; one other value of each is enough for a hash. */
function textMutations(hex: string): readonly string[] {
  return [...hex.slice(2)].map((digit, index) => {
    const other = ((Number.parseInt(digit, 16) + 1 + (index % 15)) % 16).toString(16);
    return `${hex.slice(0, index + 2)}${other}${hex.slice(index + 3)}`;
  });
}

function* logMutations(): Generator<Mutation> {
  const logCounts = receiptsJson(made).map(({ logs }) => objects(logs).length);
  for (const [at, count] of logCounts.entries())
    for (let place = 0; place < count; place += 1) {
      const of = (change: (log: JsonObject) => void): JsonObject[] => {
        const receipts = receiptsJson(made);
        const log = objects(receipts[at]?.["logs"])[place];
        if (log !== undefined) change(log);
        return receipts;
      };
      const original = objects(receiptsJson(made)[at]?.["logs"])[place] ?? {};
      const texts: readonly (readonly [string, (log: JsonObject, text: string) => void, string])[] = [
        ["address", (log, text) => Object.assign(log, { address: text }), String(original["address"])],
        ["data", (log, text) => Object.assign(log, { data: text }), String(original["data"])],
        ...(Array.isArray(original["topics"]) ? original["topics"] : []).map(
          (topic, index) =>
            [
              `topic ${index}`,
              (log: JsonObject, text: string) => {
                if (Array.isArray(log["topics"])) log["topics"][index] = text;
              },
              String(topic),
            ] as const,
        ),
      ];
      for (const [field, put, text] of texts)
        for (const changed of textMutations(text))
          yield { name: `log ${at}/${place} ${field}`, receipts: of((log) => put(log, changed)) };
      yield { name: `log ${at}/${place} data longer`, receipts: of((log) => (log["data"] = `${String(log["data"])}00`)) };
      yield {
        name: `log ${at}/${place} data shorter`,
        receipts: of((log) => (log["data"] = String(log["data"]).slice(0, -2) || "0x00")),
      };
      yield { name: `log ${at}/${place} topic less`, receipts: of((log) => (log["topics"] = topicsOf(log).slice(0, -1))) };
      yield {
        name: `log ${at}/${place} topic more`,
        receipts: of((log) => (log["topics"] = [...topicsOf(log), `0x${"00".repeat(32)}`])),
      };
      yield { name: `log ${at}/${place} index`, receipts: of((log) => (log["logIndex"] = "0x3e7")) };
    }
}

function topicsOf(log: JsonObject): string[] {
  return Array.isArray(log["topics"]) ? log["topics"].map(String) : [];
}

function* listMutations(): Generator<Mutation> {
  const receipts = receiptsJson(made);
  const change = (edit: (copy: JsonObject[]) => void): JsonObject[] => {
    const copy = receiptsJson(made);
    edit(copy);
    return copy;
  };
  for (const [at, receipt] of receipts.entries()) {
    const count = objects(receipt["logs"]).length;
    const ofLogs = (edit: (logs: readonly JsonObject[]) => readonly JsonObject[]): JsonObject[] =>
      change((copy) => Object.assign(copy[at] ?? {}, { logs: renumber(edit(objects(copy[at]?.["logs"]))) }));
    for (let place = 0; place < count; place += 1) {
      yield { name: `log ${at}/${place} dropped`, receipts: ofLogs((logs) => logs.filter((_, index) => index !== place)) };
      yield {
        name: `log ${at}/${place} doubled`,
        receipts: ofLogs((logs) => logs.flatMap((log, index) => (index === place ? [log, { ...log }] : [log]))),
      };
      for (let other = place + 1; other < count; other += 1)
        yield { name: `logs ${at}/${place} and ${other} swapped`, receipts: ofLogs((logs) => swapped(logs, place, other)) };
      for (const target of receipts.keys())
        if (target !== at)
          yield {
            name: `log ${at}/${place} moved to receipt ${target}`,
            receipts: change((copy) => moveLog(copy, { at, place, target })),
          };
    }
    yield { name: `receipt ${at} dropped`, receipts: receiptsJson(made).filter((_, index) => index !== at) };
    yield {
      name: `receipt ${at} doubled`,
      receipts: receiptsJson(made).flatMap((one, index) => (index === at ? [one, { ...one }] : [one])),
    };
    for (const field of ["status", "gasUsed", "cumulativeGasUsed", "effectiveGasPrice", "transactionIndex"])
      yield {
        name: `receipt ${at} ${field}`,
        receipts: change((copy) => Object.assign(copy[at] ?? {}, { [field]: bumped(copy[at]?.[field]) })),
      };
    for (const field of ["transactionHash", "blockHash", "from", "logsBloom"])
      for (const text of textMutations(String(receipt[field])))
        yield { name: `receipt ${at} ${field}`, receipts: change((copy) => Object.assign(copy[at] ?? {}, { [field]: text })) };
    for (let other = at + 1; other < receipts.length; other += 1)
      yield { name: `receipts ${at} and ${other} swapped`, receipts: [...swapped(receiptsJson(made), at, other)] };
  }
}

function swapped(list: readonly JsonObject[], a: number, b: number): readonly JsonObject[] {
  return list.map((entry, index) => list[index === a ? b : index === b ? a : index] ?? entry);
}

/** A liar who takes care: indexes stay in a row. */
function renumber(logs: readonly JsonObject[]): JsonObject[] {
  const first = Number(BigInt(String(logs[0]?.["logIndex"] ?? "0x0")));
  return logs.map((log, index) => ({ ...log, logIndex: `0x${(first + index).toString(16)}` }));
}

function moveLog(receipts: JsonObject[], { at, place, target }: { at: number; place: number; target: number }): void {
  const [from, to] = [receipts[at], receipts[target]];
  const log = objects(from?.["logs"])[place];
  if (!isObject(from) || !isObject(to) || log === undefined) return;
  from["logs"] = objects(from["logs"]).filter((other) => other !== log);
  to["logs"] = [...objects(to["logs"]), { ...log, transactionHash: to["transactionHash"] ?? null }];
}

function bumped(value: unknown): string {
  return `0x${(BigInt(String(value)) ^ 1n).toString(16)}`;
}

describe("nothing of a block's logs can be changed without a check that fails", () => {
  test("the block as it is is proven", () => {
    expect(isTaken(receiptsJson(made))).toBe(true);
  });

  test.each([
    ["every half-byte of every field of every log", logMutations],
    ["logs and receipts dropped, doubled, swapped, moved; every field of every receipt", listMutations],
  ] as const)("%s", (_, mutations) => {
    const honest = JSON.stringify(receiptsJson(made));
    const undetected: string[] = [];
    let count = 0;
    for (const { name, receipts } of mutations()) {
      if (JSON.stringify(receipts) === honest) continue;
      count += 1;
      if (isTaken(receipts)) undetected.push(name);
    }
    expect(undetected).toEqual([]);
    expect(count).toBeGreaterThan(50);
  });
});
