import { type Transfer, tronChain } from "@tributary/domain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  allotmentOf,
  callOf,
  creationOf,
  hexOf,
  internalOf,
  issueOf,
  logOf,
  type MadeChain,
  type MadeTransaction,
  madeAddress,
  makeChain,
  ownedOf,
  tokenTransferOf,
  transferOf,
  wordOf,
  wordOfAmount,
} from "./made-chain.ts";
import { type MadeLedger, type MadeReading, openMadeLedger } from "./made-ledger.ts";
import type { OpenTronSource } from "./open-tron-source.ts";
import type { StubOptions } from "./stub-node.ts";
import { tether, wrappedTrx } from "./tron-chain.ts";

const [alice, bob, carol] = [madeAddress("a1"), madeAddress("b2"), madeAddress("c3")];
const token = madeAddress("d4");
const router = madeAddress("e5");
const zero = madeAddress("00");
const trx = `${tronChain}/slip44:195`;
const usdt = `${tronChain}/trc20:${tether}`;

const transferTopic = "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
const topics = {
  destroyed: "61e6e66b0d6339b2980aecc6ccc0039736791f0ccde9ed512e789a7fbdd698c6",
  added: "42e160154868087d6bfdc0ca23d96a1c1cfa32f1b72ba9ba27b69b98a0d819dc",
  removed: "d7e9ec6e6ecd65492dce6bf513cd6867560d49544421d0783ddf06e76c24470c",
  issue: "cb8241adb0c3fdb35b70c24ce35c5eb0c17af7431c99f827d44a445ca624176a",
  deposit: "e1fffcc4923d04b559f4d29a8bfc6cda04eb5b0d3c460751c2402c5c5cc9109c",
};

let ledger: MadeLedger;

beforeEach(async () => {
  ledger = await openMadeLedger();
});

afterEach(() => ledger.close());

/** Reads the whole chain into the store and tells what came to it. */
async function readChain(
  chain: MadeChain,
  stubs: StubOptions | readonly StubOptions[] = {},
  options: Partial<OpenTronSource> = {},
): Promise<MadeReading> {
  return ledger.read(await ledger.openSource(chain, stubs, options), BigInt(chain.blocks.length - 1));
}

/** `a1…` addresses by their letter, assets by their last part. */
function short({ id, from, to, asset, atoms }: Transfer): string {
  const name = (account: string): string =>
    [
      ["alice", alice],
      ["bob", bob],
      ["carol", carol],
      ["token", token],
      ["router", router],
    ].find(([, address]) => account === `${tronChain}:${address}`)?.[0] ?? account;
  return `${id.slice(65)} ${name(from)} > ${name(to)} ${asset.slice(tronChain.length + 1)} ${atoms}`;
}

function oneBlock(...transactions: readonly MadeTransaction[]): MadeChain {
  return makeChain([transactions]);
}

describe("what becomes a transfer", () => {
  test("TRX with its fee first, exact beyond 2^53", async () => {
    const { report, rows } = await readChain(
      oneBlock({ ...transferOf(alice, bob, 9_007_199_254_740_993n), info: { fee: 1_100_000n, receipt: { net_fee: 100_000n } } }),
    );
    expect(report).toMatchObject({ outcome: "complete", rejected: 0n });
    expect(rows.transfers.map(short)).toEqual([
      `fee alice > fee:${tronChain} slip44:195 1100000`,
      "value alice > bob slip44:195 9007199254740993",
    ]);
    expect(rows.transfers[0]?.sequence).toBe(10_000_000_000n);
  });

  test("TRC-10 by its number, and what goes along with a call and a creation", async () => {
    const created = creationOf(alice, 77n);
    const { rows } = await readChain(
      oneBlock(
        tokenTransferOf(alice, bob, { name: "1002000", amount: 5n }),
        callOf(alice, router, { amount: 3n, tokenAmount: 4n, tokenId: 1_002_000n }),
        { ...created, info: { receipt: { result: "SUCCESS" }, contract_address: hexOf(token) } },
      ),
      { tokens: { "1002000": { id: "1002000", abbr: Buffer.from("BTT").toString("hex"), precision: 6n } } },
    );
    expect(rows.transfers.map(short)).toEqual([
      "token alice > bob trc10:1002000 5",
      "value alice > router slip44:195 3",
      "token alice > router trc10:1002000 4",
      "value alice > token slip44:195 77",
    ]);
    expect(rows.assets).toContainEqual({ id: `${tronChain}/trc10:1002000`, scale: 6, symbol: "BTT" });
  });

  test("internal transactions before logs; rejected ones and stakes move nothing", async () => {
    const call = callOf(alice, router);
    const internal_transactions = [
      internalOf({ from: router, to: bob, values: [{ callValue: 9n }, { callValue: 8n, tokenId: "1002000" }] }),
      internalOf({ from: router, to: carol, values: [{ callValue: 7n }], rejected: true }),
      internalOf({ from: router, to: carol, values: [{}] }),
      internalOf({ from: router, to: carol, values: [{ callValue: 6n }], note: "delegateResourceOfEnergy" }),
      internalOf({ from: router, to: router, values: [{ callValue: 5n }], note: "withdrawReward" }),
    ];
    const log = [logOf(token, [transferTopic, wordOf(alice), wordOf(bob)], wordOfAmount(1n))];
    const { report, rows } = await readChain(oneBlock({ ...call, info: { ...call.info, internal_transactions, log } }));
    expect(rows.transfers.map(short)).toEqual([
      "internal:0 router > bob slip44:195 9",
      "internal:0:1 router > bob trc10:1002000 8",
      `internal:4 mint:${trx} > router slip44:195 5`,
      `log:0 alice > bob trc20:${token} 1`,
    ]);
    expect(rows.transfers.map(({ sequence }) => sequence % 100_000n)).toEqual([10n, 11n, 12n, 50_000n]);
    expect(report.outcome).toBe("complete");
  });

  test("TRC-20 mint and burn, indexed or not, and addresses that still carry 41", async () => {
    const call = callOf(alice, token);
    const early = `${"0".repeat(22)}${hexOf(bob)}`;
    const log = [
      logOf(token, [transferTopic, wordOf(zero), early], wordOfAmount(10n)),
      logOf(token, [transferTopic], `${wordOf(alice)}${wordOf(bob)}${wordOfAmount(11n)}`),
      logOf(token, [transferTopic, wordOf(bob), wordOf(zero)], wordOfAmount(2n ** 200n)),
      logOf(token, [transferTopic, wordOf(bob), wordOf(carol), wordOfAmount(12n)]),
      logOf(token, [transferTopic, wordOf(bob)], "00"),
    ];
    const { rows, apart } = await readChain(oneBlock({ ...call, info: { ...call.info, log } }));
    const asset = `trc20:${token}`;
    expect(rows.transfers.map(short)).toEqual([
      `log:0 mint:${tronChain}/${asset} > bob ${asset} 10`,
      `log:1 alice > bob ${asset} 11`,
      `log:2 bob > destroyed:${tronChain}/${asset} ${asset} ${2n ** 200n}`,
    ]);
    expect(rows.itemTransfers).toMatchObject([{ collection: `${tronChain}/trc721:${token}`, item: "12", count: 1n }]);
    expect(apart).toEqual([["block/1/tx/0/log/4", expect.stringContaining("2 topics")]]);
  });

  test("Tether's blacklist, destruction and issue", async () => {
    const call = callOf(alice, router);
    const internal_transactions = [internalOf({ from: carol, to: tether, values: [{}] })];
    const log = [
      logOf(tether, [topics.added, wordOf(bob)]),
      logOf(tether, [topics.destroyed, wordOf(bob)], wordOfAmount(5_000_000n)),
      logOf(tether, [topics.removed], wordOf(bob)),
      logOf(tether, [topics.issue], wordOfAmount(9n)),
    ];
    const { report, rows } = await readChain(oneBlock({ ...call, info: { ...call.info, internal_transactions, log } }), {
      tokens: {
        [`${hexOf(tether)} decimals()`]: { constant_result: [wordOfAmount(6n)] },
        [`${hexOf(tether)} symbol()`]: {
          constant_result: [`${wordOfAmount(32n)}${wordOfAmount(4n)}${Buffer.from("USDT").toString("hex").padEnd(64, "0")}`],
        },
      },
    });
    expect(rows.transfers.map(short)).toEqual([
      `log:1 bob > destroyed:${usdt} trc20:${tether} 5000000`,
      `log:3 mint:${usdt} > carol trc20:${tether} 9`,
    ]);
    expect(rows.issuerActs.map(({ act, account, asset }) => [act, account, asset])).toEqual([
      ["blacklisted", `${tronChain}:${bob}`, usdt],
      ["unblacklisted", `${tronChain}:${bob}`, usdt],
    ]);
    expect(rows.assets).toContainEqual({ id: usdt, scale: 6, symbol: "USDT" });
    expect(report.outcome).toBe("complete");
  });

  test("wrapped TRX as a conversion of one to one", async () => {
    const call = callOf(alice, wrappedTrx, { amount: 1_000n });
    const log = [logOf(wrappedTrx, [topics.deposit, wordOf(alice)], wordOfAmount(1_000n))];
    const { rows } = await readChain(oneBlock({ ...call, info: { ...call.info, log } }));
    expect(rows.conversions).toMatchObject([{ kind: "wrap", account: `${tronChain}:${alice}`, basis: "same-transaction" }]);
  });

  test("a reward when it is withdrawn, an issue by the number it was given", async () => {
    const { rows } = await readChain(
      oneBlock(
        { ...ownedOf("WithdrawBalanceContract", 13n, alice), info: { withdraw_amount: 55n } },
        { ...issueOf(bob, 1_000n), info: { assetIssueID: "1005000", fee: 1_024_000_000n } },
        { ...ownedOf("FreezeBalanceV2Contract", 54n, alice) },
      ),
    );
    expect(rows.transfers.map(short)).toEqual([
      `value mint:${trx} > alice slip44:195 55`,
      `fee bob > fee:${tronChain} slip44:195 1024000000`,
      `token mint:${tronChain}/trc10:1005000 > bob trc10:1005000 1000`,
    ]);
  });

  test("a failed transaction pays its fee and moves nothing else", async () => {
    const failed = { ...callOf(alice, router, { amount: 10n }), contractRet: "REVERT" };
    const internal_transactions = [internalOf({ from: router, to: bob, values: [{ callValue: 9n }], rejected: true })];
    const info = { fee: 345n, result: "FAILED", receipt: { result: "REVERT" }, internal_transactions };
    const { report, rows } = await readChain(oneBlock({ ...failed, info }));
    expect(rows.transfers.map(short)).toEqual([`fee alice > fee:${tronChain} slip44:195 345`]);
    expect(report.outcome).toBe("complete");
  });
});

test("the allotments of the first block come into being; one below zero is kept apart", async () => {
  const chain = makeChain(
    [[transferOf(alice, bob, 1n)]],
    [allotmentOf(alice, 99_000_000_000_000_000n), allotmentOf(bob, -(2n ** 63n))],
  );
  const { rows, apart } = await ledger.read(await ledger.openSource(chain), 1n, 0n);
  expect(rows.transfers.map(short)).toEqual([
    `value mint:${trx} > alice slip44:195 99000000000000000`,
    "value alice > bob slip44:195 1",
  ]);
  expect(apart).toEqual([["block/0/tx/1/value", "-9223372036854775808"]]);
  expect(rows.blockProofs.map(({ part, from, state }) => [part, from, state.kind])).toContainEqual([
    "transactions",
    0n,
    "single-source",
  ]);
});

describe("what is kept apart", () => {
  test("without TransactionInfo a plain transfer loads, and its fee, logs and creations are not invented", async () => {
    const chain = oneBlock(
      { ...transferOf(alice, bob, 5n), info: null },
      { ...callOf(alice, token), info: null },
      { ...creationOf(alice, 7n), info: null },
    );
    const { report, rows, apart } = await readChain(chain);
    expect(rows.transfers.map(short)).toEqual(["value alice > bob slip44:195 5"]);
    expect(apart.map(([locator]) => locator)).toEqual([
      "block/1/tx/0/fee",
      "block/1/tx/1/fee",
      "block/1/tx/2/fee",
      "block/1/tx/2/value",
    ]);
    expect(report).toMatchObject({ outcome: "incomplete", seen: { withoutInfo: 3n, notBooked: 1n } });
    expect(rows.coverage.map(({ to }) => to)).toEqual([1_700_000_002_999_999n]);
  });

  test("trades of TRON's own exchange are named, and the instant is not covered", async () => {
    const chain = makeChain([
      [transferOf(alice, bob, 1n)],
      [ownedOf("ExchangeTransactionContract", 44n, alice)],
      [transferOf(bob, alice, 1n)],
    ]);
    const { rows, apart } = await readChain(chain);
    expect(apart).toEqual([["block/2/tx/0/value", `ExchangeTransactionContract of ${alice}`]]);
    expect(rows.coverage.map(({ from, to }) => [from - 1_700_000_000_000_000n, to - 1_700_000_000_000_000n])).toEqual([
      [expect.anything(), 5_999_999n],
      [6_000_001n, 9_000_000n],
    ]);
    expect(rows.blockRanges.map(({ reading, from, to }) => [reading, from, to])).toEqual([
      ["receipts", 1n, 3n],
      ["traces", 1n, 3n],
    ]);
  });

  test("a type that is not known, even where the node leaves it out of its JSON", async () => {
    const strange = ownedOf("FutureContract", 77n, alice);
    const lie: StubOptions["lie"] = ({ path, num }, answer) => {
      if (path !== "/wallet/getblockbynum" || num !== 1) return undefined;
      const block = structuredClone(Object(answer));
      block.transactions[0].raw_data.contract = [];
      return block;
    };
    const { apart } = await readChain(oneBlock({ ...strange, info: { fee: 5n } }), { lie });
    expect(apart).toEqual([
      ["block/1/tx/0/payer", "a fee of 5 SUN; unknown contract type 77"],
      ["block/1/tx/0/value", "unknown contract type 77 of an owner who is not known"],
    ]);
  });

  test("internal transactions that nobody can place", async () => {
    const call = callOf(alice, router);
    const internal_transactions = [
      internalOf({ from: router, to: router, values: [{ callValue: 5n }], note: "suicide" }),
      internalOf({ from: router, to: bob, values: [{ callValue: 5n }], note: "teleport" }),
      { ...internalOf({ from: router, to: bob, values: [{ callValue: 5n }] }), transferTo_address: "00" },
      { ...internalOf({ from: router, to: bob, values: [{}] }), transferTo_address: "00" },
    ];
    const { rows, apart } = await readChain(oneBlock({ ...call, info: { ...call.info, internal_transactions } }));
    expect(rows.transfers).toEqual([]);
    expect(apart.map(([locator]) => locator)).toEqual([
      "block/1/tx/0/internal/0",
      "block/1/tx/0/internal/1",
      "block/1/tx/0/internal/2",
    ]);
  });

  test("a token by its name, as in early blocks", async () => {
    const { rows, apart } = await readChain(oneBlock(tokenTransferOf(alice, bob, { name: "HuobiToken", amount: 1n })));
    expect(rows.transfers).toEqual([]);
    expect(apart).toEqual([["block/1/tx/0/token", expect.stringContaining('"HuobiToken"')]]);
  });
});
