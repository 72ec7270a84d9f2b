import { describe, expect, test } from "vitest";
import { checkTraces, textOfTraces } from "./check-traces.ts";
import { makeBlock, receiver, sender, token, transactionHash } from "./made-block.ts";
import { parseFlatTraces, parseNestedTraces, type RpcBlockTraces } from "./rpc-trace.ts";

const third = `0x${"e5".repeat(20)}`;

/** The transaction calls the token, which pays `receiver` after its first log; a call that fails holds one that would pay and a log. */
const nested = [
  {
    txHash: transactionHash,
    result: {
      type: "CALL",
      from: sender,
      to: token,
      value: "0x64",
      input: "0xa9059cbb00",
      logs: [
        { address: token, topics: [], data: "0x", position: "0x0" },
        { address: token, topics: [], data: "0x", position: "0x2" },
      ],
      calls: [
        { type: "CALL", from: token, to: receiver, value: "0x7" },
        {
          type: "CALL",
          from: token,
          to: third,
          value: "0x9",
          error: "execution reverted",
          logs: [{ address: third, topics: [], data: "0x", position: "0x0" }],
          calls: [{ type: "CALL", from: third, to: receiver, value: "0x9" }],
        },
        {
          type: "DELEGATECALL",
          from: token,
          to: third,
          value: "0x64",
          calls: [{ type: "SELFDESTRUCT", from: token, to: receiver, value: "0x5d" }],
        },
      ],
    },
  },
];

const flat = [
  {
    type: "call",
    action: { callType: "call", from: sender, to: token, value: "0x64", input: "0xa9059cbb00" },
    traceAddress: [],
    transactionHash,
  },
  { type: "call", action: { callType: "call", from: token, to: receiver, value: "0x7" }, traceAddress: [0], transactionHash },
  {
    type: "call",
    action: { callType: "call", from: token, to: third, value: "0x9" },
    error: "Reverted",
    traceAddress: [1],
    transactionHash,
  },
  { type: "call", action: { callType: "call", from: third, to: receiver, value: "0x9" }, traceAddress: [1, 0], transactionHash },
  {
    type: "call",
    action: { callType: "delegatecall", from: token, to: third, value: "0x64" },
    traceAddress: [2],
    transactionHash,
  },
  {
    type: "suicide",
    action: { address: token, refundAddress: receiver, balance: "0x5d" },
    traceAddress: [2, 0],
    transactionHash,
  },
  { type: "reward", action: { author: third, rewardType: "block", value: "0x1bc16d674ec80000" }, traceAddress: [] },
];

const callsOf = (traces: RpcBlockTraces) => traces.transactions[0]?.calls ?? [];

describe("call traces", () => {
  test("say the same in both shapes, but for logs and rewards", () => {
    const [first, second] = [parseNestedTraces(nested, "traces"), parseFlatTraces(flat, "traces")];
    expect(callsOf(second)).toEqual(callsOf(first).map((call) => ({ ...call, logsBefore: null })));
    expect(callsOf(first).map(({ path, kind, isFailed }) => [path, kind, isFailed])).toEqual([
      ["", "call", false],
      ["0", "call", false],
      ["1", "call", true],
      ["1_0", "call", true],
      ["2", "delegatecall", false],
      ["2_0", "selfdestruct", false],
    ]);
    expect(second.rewards).toMatchObject([{ kind: "reward", from: null, to: third, value: 2_000_000_000_000_000_000n }]);
    expect(textOfTraces(first)).toBe(textOfTraces({ ...second, rewards: [] }));
  });

  test("count the logs before each call, without those that a failed call took back", () => {
    const [trace] = parseNestedTraces(nested, "traces").transactions;
    expect(trace?.calls.map(({ logsBefore }) => logsBefore)).toEqual([0, 1, 1, 1, 2, 2]);
    expect(trace?.logCount).toBe(2);
  });

  test("leave out calls of the machine's own functions, so that paths are those of the flat list", () => {
    const [own] = nested;
    const builtIn = { type: "STATICCALL", from: token, to: `0x${"0".repeat(39)}1`, input: "0x" };
    const paying = { ...builtIn, type: "CALL", value: "0x1" };
    const logs = own?.result.logs.map((log) => ({ ...log, position: `0x${(Number(log.position) + 1).toString(16)}` }));
    const value = [{ ...own, result: { ...own?.result, logs, calls: [builtIn, ...(own?.result.calls ?? []), paying] } }];
    const calls = callsOf(parseNestedTraces(value, "traces"));
    expect(calls.slice(0, -1)).toEqual(callsOf(parseNestedTraces(nested, "traces")).map((call) => call));
    expect(calls.at(-1)).toMatchObject({ path: "3", value: 1n });
  });

  test("without any list of logs say nothing of them", () => {
    const plain = [{ result: { type: "CALL", from: sender, to: receiver, value: "0x64" } }];
    const [trace] = parseNestedTraces(plain, "traces").transactions;
    expect(trace).toMatchObject({ logCount: null, transactionHash: null, calls: [{ logsBefore: null }] });
  });

  test.each<[string, unknown]>([
    ["no list", {}],
    ["an unknown kind of call", [{ ...flat[0], action: { ...flat[0]?.action, callType: "teleport" } }]],
    ["an unknown kind of trace", [{ ...flat[0], type: "wish" }]],
    ["an inner call before its transaction's own", flat.slice(1)],
    ["a trace address of texts", [{ ...flat[0], traceAddress: ["0"] }]],
  ])("of the wrong shape are refused: %s", (_name, value) => {
    expect(() => parseFlatTraces(value, "traces")).toThrow("SOURCE_MALFORMED");
  });

  test("nested deeper than the machine allows are refused", () => {
    let frame: object = { type: "CALL", from: sender, to: receiver, value: "0x0" };
    for (let depth = 0; depth < 1_026; depth += 1)
      frame = { type: "CALL", from: sender, to: receiver, value: "0x0", calls: [frame] };
    expect(() => parseNestedTraces([{ result: frame }], "traces")).toThrow("at most 1024");
  });
});

describe("traces held against their block", () => {
  const log = { topics: [], data: "0x" };
  const answer = makeBlock({ transaction: { to: token, input: "0xa9059cbb00" }, logs: [log, log] });
  const [own] = nested;
  const changed = (fields: object): unknown => [{ ...own, result: { ...own?.result, ...fields } }];

  test("pass where they are of it", () => {
    expect(() => checkTraces(answer, parseNestedTraces(nested, "traces"))).not.toThrow();
    expect(() => checkTraces(answer, parseFlatTraces(flat, "traces"))).not.toThrow();
  });

  test.each<[string, unknown, string]>([
    ["another sender", changed({ from: third }), "own call's from"],
    ["another receiver", changed({ to: third }), "own call's to"],
    ["another value", changed({ value: "0x65" }), "own call's value"],
    ["a failure that the receipt does not know", changed({ error: "out of gas" }), "own call's failure"],
    ["a log too few", changed({ logs: own?.result.logs.slice(1) }), "logs in the trace"],
    ["another transaction", [{ ...own, txHash: `0x${"99".repeat(32)}` }], "trace's transactionHash"],
    ["a trace too few", [], "traces 0"],
    ["a trace too many", [...nested, ...nested], "traces 2"],
  ])("contradict it: %s", (_name, value, found) => {
    expect(() => checkTraces(answer, parseNestedTraces(value, "traces"))).toThrow(found);
  });
});
