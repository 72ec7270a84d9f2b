import { type BridgeEvent, digestText } from "@tributary/domain";
import { AbiCoder, id } from "ethers";
import { describe, expect, test } from "vitest";
import { type BlockReading, decodeBlock } from "./decode-block.ts";
import { bridgeTopics } from "./decode-bridge.ts";
import { eventTopics } from "./event-topics.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { type MadeBlock, makeBlock, receiver, sender, token, transactionHash, wordOf, wordOfAmount } from "./made-block.ts";

test.each([
  ["cctpDeposit", "DepositForBurn(uint64,address,uint256,address,bytes32,uint32,bytes32,bytes32)"],
  ["cctpReceived", "MessageReceived(address,uint32,uint64,bytes32,bytes)"],
  ["cctpMint", "MintAndWithdraw(address,uint256,address)"],
  ["oftSent", "OFTSent(bytes32,uint32,address,uint256,uint256)"],
  ["oftReceived", "OFTReceived(bytes32,uint32,address,uint256)"],
  [
    "acrossDeposit",
    "V3FundsDeposited(address,address,uint256,uint256,uint256,uint32,uint32,uint32,uint32,address,address,address,bytes)",
  ],
  [
    "acrossFill",
    "FilledV3Relay(address,address,uint256,uint256,uint256,uint256,uint32,uint32,uint32,address,address,address,address,bytes,(address,bytes,uint256,uint8))",
  ],
  [
    "acrossWideDeposit",
    "FundsDeposited(bytes32,bytes32,uint256,uint256,uint256,uint256,uint32,uint32,uint32,bytes32,bytes32,bytes32,bytes)",
  ],
  [
    "acrossWideFill",
    "FilledRelay(bytes32,bytes32,uint256,uint256,uint256,uint256,uint256,uint32,uint32,bytes32,bytes32,bytes32,bytes32,bytes32,(bytes32,bytes32,uint256,uint8))",
  ],
  ["cbridgeSend", "Send(bytes32,address,address,address,uint256,uint64,uint64,uint32)"],
  ["cbridgeRelay", "Relay(bytes32,address,address,address,uint256,uint64,bytes32)"],
] as const)("the topic of %s is the hash of %s", (name, signature) => {
  expect(bridgeTopics[name]).toBe(id(signature));
});

const coder = AbiCoder.defaultAbiCoder();
const chainOf = (chainId: bigint) => makeEvmChain({ chainId, fileSha256: digestText("made"), tokens: null });
const zero = `0x${"0".repeat(40)}`;
const relayer = `0x${"f6".repeat(20)}`;
const messenger = "0xbd3fa81b58ba92a82136038b25adec7066af3155";
const spokePool = "0x5c7bcd6e7de5423a257d81b442095a1a6ced35c5";
const cbridge = "0x5427fefa711eff984124bfbb1ab6fbf5e3da1820";
const weth = "0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2";
const word = `0x${"5a".repeat(32)}`;

function read(made: MadeBlock, chainId = 1n): { events: readonly BridgeEvent[]; reading: BlockReading } {
  const reading = decodeBlock(chainOf(chainId), makeBlock(made));
  return { events: reading.items.flatMap((item) => ("rows" in item ? (item.rows.bridgeEvents ?? []) : [])), reading };
}

function transfer(from: string, to: string): NonNullable<MadeBlock["logs"]>[number] {
  return { topics: [eventTopics.transfer, wordOf(from), wordOf(to)], data: wordOfAmount(500n) };
}

describe("the ends of bridges", () => {
  test("a burn of Circle's protocol, and its mint on the other chain, have one key", () => {
    const burn = {
      address: messenger,
      topics: [bridgeTopics.cctpDeposit, wordOfAmount(77n), wordOf(token), wordOf(sender)],
      data: coder.encode(["uint256", "bytes32", "uint32", "bytes32", "bytes32"], [500n, wordOf(receiver), 3, word, word]),
    };
    const deposit = read({ logs: [transfer(sender, messenger), transfer(messenger, zero), burn] });
    expect(deposit.events).toEqual([
      {
        source: "eip155:1",
        id: `${transactionHash}:log:2`,
        direction: "deposit",
        protocol: "cctp",
        key: "0:77",
        transfers: [`${transactionHash}:log:0`],
        account: `eip155:1:${sender}`,
        recipient: `eip155:42161:${receiver}`,
        asset: `eip155:1/erc20:${token}`,
        atoms: 500n,
        occurredAt: 0x65e1a9c0n * 1_000_000n,
      },
    ]);
    const body = `0x${"0".repeat(8)}${[wordOf(token), wordOf(receiver), wordOfAmount(500n), wordOf(sender)].map((part) => part.slice(2)).join("")}`;
    const mint = {
      address: "0x19330d10d9cc8751218eaf51e8885d058642e08a",
      topics: [bridgeTopics.cctpMint, wordOf(receiver), wordOf(token)],
      data: wordOfAmount(500n),
    };
    const received = {
      address: "0xc30362313fbba5cf9163f0bb16a0e01f01a896ca",
      topics: [bridgeTopics.cctpReceived, wordOf(relayer), wordOfAmount(77n)],
      data: coder.encode(["uint32", "bytes32", "bytes"], [0, wordOf(messenger), body]),
    };
    const release = read({ logs: [transfer(zero, receiver), mint, received] }, 42_161n);
    expect(release.events).toMatchObject([
      {
        direction: "release",
        key: "0:77",
        account: `eip155:42161:${receiver}`,
        atoms: 500n,
        transfers: [`${transactionHash}:log:0`],
      },
    ]);
  });

  test("LayerZero's tokens are made, destroyed or kept by the contract that says so", () => {
    const sent = (address: string) => ({
      address,
      topics: [bridgeTopics.oftSent, word, wordOf(sender)],
      data: coder.encode(["uint32", "uint256", "uint256"], [30_110, 500n, 499n]),
    });
    const received = {
      topics: [bridgeTopics.oftReceived, word, wordOf(receiver)],
      data: coder.encode(["uint32", "uint256"], [1, 500n]),
    };
    expect(read({ logs: [transfer(sender, zero), sent(token)] }).events).toMatchObject([{ direction: "deposit", key: word }]);
    expect(read({ logs: [transfer(sender, relayer), sent(relayer)] }).events).toMatchObject([{ account: `eip155:1:${sender}` }]);
    expect(read({ logs: [transfer(zero, receiver), received] }).events).toMatchObject([{ direction: "release", key: word }]);
    const liar = read({ logs: [transfer(sender, receiver), sent(relayer)] });
    expect([liar.events, liar.reading.unread.unplacedBridgeEvents]).toEqual([[], 1n]);
  });

  test("Across pays what the depositor last asked for, in ether where its token is wrapped", () => {
    const deposited = {
      address: spokePool,
      topics: [bridgeTopics.acrossDeposit, wordOfAmount(10n), wordOfAmount(9n), wordOf(sender)],
      data: coder.encode(
        ["address", "address", "uint256", "uint256", "uint32", "uint32", "uint32", "address", "address", "bytes"],
        [weth, token, 100n, 99n, 1, 2, 3, receiver, zero, "0x"],
      ),
    };
    expect(read({ transaction: { to: spokePool, input: "0x7b939232" }, logs: [deposited] }).events).toMatchObject([
      {
        protocol: "across",
        key: "1:9",
        transfers: [`${transactionHash}:value`],
        recipient: `eip155:10:${receiver}`,
        atoms: 100n,
      },
    ]);
    const filled = {
      address: spokePool,
      topics: [bridgeTopics.acrossFill, wordOfAmount(10n), wordOfAmount(8n), wordOf(relayer)],
      data: coder.encode(
        [
          ...[
            "address",
            "address",
            "uint256",
            "uint256",
            "uint256",
            "uint32",
            "uint32",
            "address",
            "address",
            "address",
            "bytes",
          ],
          "tuple(address,bytes,uint256,uint8)",
        ],
        [token, token, 510n, 505n, 1n, 2, 3, zero, sender, relayer, "0x1234", [receiver, "0x", 500n, 0]],
      ),
    };
    expect(read({ logs: [transfer(relayer, receiver), filled] }).events).toMatchObject([
      { direction: "release", key: "10:8", account: `eip155:1:${receiver}`, atoms: 500n },
    ]);
  });

  test("Across with accounts of 32 bytes", () => {
    const words = (...values: (string | bigint)[]): string =>
      `0x${values.map((value) => (typeof value === "string" ? wordOf(value) : wordOfAmount(value)).slice(2)).join("")}`;
    const filled = {
      address: spokePool,
      topics: [bridgeTopics.acrossWideFill, wordOfAmount(10n), wordOfAmount(8n), wordOf(relayer)],
      data: words(token, token, 510n, 505n, 1n, 2n, 3n, zero, sender, relayer, 0n, receiver, 0n, 500n, 0n),
    };
    expect(read({ logs: [transfer(relayer, receiver), filled] }).events).toMatchObject([
      { direction: "release", key: "10:8", account: `eip155:1:${receiver}`, atoms: 500n },
    ]);
  });

  test("cBridge names its transfer on both sides", () => {
    const send = {
      address: cbridge,
      topics: [bridgeTopics.cbridgeSend],
      data: coder.encode(
        ["bytes32", "address", "address", "address", "uint256", "uint64", "uint64", "uint32"],
        [word, sender, receiver, token, 500n, 56, 1, 2],
      ),
    };
    const relay = {
      address: cbridge,
      topics: [bridgeTopics.cbridgeRelay],
      data: coder.encode(
        ["bytes32", "address", "address", "address", "uint256", "uint64", "bytes32"],
        [`0x${"00".repeat(32)}`, sender, receiver, token, 500n, 56, word],
      ),
    };
    expect(read({ logs: [transfer(sender, cbridge), send] }).events).toMatchObject([
      { protocol: "cbridge", direction: "deposit", key: word, recipient: `eip155:56:${receiver}` },
    ]);
    expect(read({ logs: [transfer(cbridge, receiver), relay] }).events).toMatchObject([{ direction: "release", key: word }]);
    expect(read({ logs: [transfer(sender, cbridge), { ...send, address: relayer }] }).events).toEqual([]);
  });
});
