import { formatFinding } from "@tributary/domain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  callOf,
  hexOf,
  internalOf,
  logOf,
  type MadeObject,
  madeAddress,
  makeChain,
  transferOf,
  wordOf,
  wordOfAmount,
} from "./made-chain.ts";
import { type MadeLedger, openMadeLedger } from "./made-ledger.ts";
import type { TronSource } from "./open-tron-source.ts";
import type { Lie, StubOptions } from "./stub-node.ts";
import { genesisId } from "./tron-chain.ts";

const [alice, bob, carol, token] = [madeAddress("a1"), madeAddress("b2"), madeAddress("c3"), madeAddress("d4")];
const transferTopic = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

const call = callOf(alice, token);
const log = [logOf(token, [transferTopic, wordOf(alice), wordOf(bob)], wordOfAmount(41n))];
const internal_transactions = [internalOf({ from: token, to: carol, values: [{ callValue: 9n }] })];
const chain = makeChain([
  [transferOf(alice, bob, 5n)],
  [transferOf(bob, carol, 6n), { ...call, info: { ...call.info, fee: 20n, log, internal_transactions } }],
  [transferOf(carol, alice, 7n)],
]);
const truth = ["5", "6", "7", "9", "20", "41"];

let ledger: MadeLedger;

beforeEach(async () => {
  ledger = await openMadeLedger();
});

afterEach(() => ledger.close());

const openSource = (stubs: readonly StubOptions[], quorum: number): Promise<TronSource> =>
  ledger.openSource(chain, stubs, { quorum });

/** What came to the ledger, as sorted amounts. */
async function read(source: TronSource): Promise<readonly string[]> {
  const { rows } = await ledger.read(source, 3n);
  return rows.transfers
    .map(({ atoms }) => atoms)
    .sort((a, b) => Number(a - b))
    .map(String);
}

/** A lie about one block's answer at one path. */
function about(path: string, num: number, change: (answer: MadeObject) => unknown): Lie {
  return (asked, answer) => (asked.path === path && asked.num === num ? change(structuredClone(toObject(answer))) : undefined);
}

function toObject(value: unknown): MadeObject {
  return Object(value);
}

const blocks = "/wallet/getblockbynum";
const infos = "/wallet/gettransactioninfobyblocknum";

/** Changes what stands at a path of keys. */
function set(answer: MadeObject, keys: readonly (string | number)[], value: unknown): MadeObject {
  const [key, ...rest] = keys;
  if (key === undefined) return answer;
  const copy: Record<string | number, unknown> = Array.isArray(answer) ? Object([...answer]) : { ...answer };
  copy[key] = rest.length === 0 ? value : set(toObject(copy[key]), rest, value);
  return copy;
}

const lies: readonly (readonly [name: string, lie: Lie, found: RegExp])[] = [
  [
    "an amount that the transaction's bytes do not say",
    about(blocks, 1, (block) => set(block, ["transactions", 0, "raw_data", "contract", 0, "parameter", "value", "amount"], 500n)),
    /amount 500; expected .*amount in raw_data_hex 5/,
  ],
  [
    "a receiver that the transaction's bytes do not say",
    about(blocks, 1, (block) =>
      set(block, ["transactions", 0, "raw_data", "contract", 0, "parameter", "value", "to_address"], hexOf(carol)),
    ),
    /to_address/,
  ],
  [
    "bytes that are not the id's",
    about(blocks, 1, (block) => set(block, ["transactions", 0, "raw_data_hex"], "0a02a358")),
    /txID/,
  ],
  [
    "a transaction left out",
    about(blocks, 2, (block) => ({ ...block, transactions: [toObject(block["transactions"])[0]] })),
    /TransactionInfo of another|txTrieRoot/,
  ],
  [
    "a failure called success",
    about(blocks, 3, (block) => set(block, ["transactions", 0, "ret", 0, "contractRet"], "REVERT")),
    /contractRet|txTrieRoot/,
  ],
  [
    "a result of a new kind",
    about(blocks, 3, (block) => set(block, ["transactions", 0, "ret", 0], { contractRet: "SUCCESS", novel: 1n, fee: 3n })),
    /txTrieRoot/,
  ],
  [
    "a result that is not known",
    about(blocks, 3, (block) => set(block, ["transactions", 0, "ret", 0, "contractRet"], "FINE")),
    /FINE|contractRet/,
  ],
  [
    "another time",
    about(blocks, 1, (block) => set(block, ["block_header", "raw_data", "timestamp"], 1_700_000_000_001n)),
    /blockID recomputed/,
  ],
  ["another block under the number", about(blocks, 2, () => toObject(chain.blocks[1]?.block)), /number answered 1/],
  ["TransactionInfo of another block", about(infos, 3, () => chain.blocks[1]?.infos), /TransactionInfo of another transaction/],
  ["a TransactionInfo twice", about(infos, 1, () => [chain.blocks[1]?.infos[0], chain.blocks[1]?.infos[0]]), /a second one/],
  ["a result turned round", about(infos, 2, (list) => set(list, [1, "result"], "FAILED")), /result a failure/],
  ["a log left out", about(infos, 2, (list) => set(list, [1, "log"], [])), /logs in eth_getLogs 1/],
  [
    "a log with another amount",
    about(infos, 2, (list) => set(list, [1, "log", 0, "data"], wordOfAmount(42n))),
    /log in eth_getLogs/,
  ],
  [
    "a number beyond 64 bits",
    about(infos, 2, (list) => set(list, [1, "fee"], 9_223_372_036_854_775_808n)),
    /SOURCE_MALFORMED.*9223372036854775808/,
  ],
  ["a number that is no integer", about(infos, 2, (list) => set(list, [1, "fee"], "20.5")), /SOURCE_MALFORMED.*20\.5/],
];

describe("a lie of the only endpoint ends the reading and is named", () => {
  test.each(lies)("%s", async (_name, lie, found) => {
    const source = await openSource([{ lie }], 1);
    await expect(read(source)).rejects.toThrow(found);
  });
});

describe("a lie of one endpoint of three changes nothing and is named", () => {
  const more: typeof lies = [
    ...lies,
    ["an internal transaction left out", about(infos, 2, (list) => set(list, [1, "internal_transactions"], [])), /internals/],
    ["another fee", about(infos, 2, (list) => set(list, [1, "fee"], 21n)), /21/],
    ["another network", about(blocks, 0, (block) => ({ ...block, blockID: genesisId.replace(/.$/, "d") })), /blockID/],
  ];
  test.each(more)("%s", async (_name, lie, found) => {
    const source = await openSource([{ lie }, {}, {}], 2);
    expect(await read(source)).toEqual(truth);
    const told = source.findings().map(formatFinding);
    expect(told).toContainEqual(expect.stringMatching(found));
    expect(told.every((finding) => finding.includes("endpoint 1"))).toBe(true);
  });
});

test("without the second interface, and with one that refuses, the reading is the same", async () => {
  const source = await openSource([{ hasJsonRpc: false }], 1);
  expect(await read(source)).toEqual(truth);
  const refusing: Lie = ({ path }) =>
    path === "/jsonrpc" ? { error: { code: -32_000n, message: "no such method" } } : undefined;
  expect(await read(await openSource([{ lie: refusing }], 1))).toEqual(truth);
});

test("TransactionInfo that one endpoint does not keep is taken from another", async () => {
  const source = await openSource([{ lie: about(infos, 2, () => []) }, {}], 1);
  expect(await read(source)).toEqual(truth);
  expect(source.findings().map(formatFinding)).toContainEqual(expect.stringContaining("2 transactions without TransactionInfo"));
});

test("addresses in base58 and hex are one", async () => {
  const visible = about(blocks, 1, (block) => {
    const keys = ["transactions", 0, "raw_data", "contract", 0, "parameter", "value"];
    return set(set(block, [...keys, "owner_address"], alice), [...keys, "to_address"], bob);
  });
  expect(await read(await openSource([{ lie: visible }], 1))).toEqual(truth);
  expect((await ledger.store.quarantine()).length).toBe(0);
});
