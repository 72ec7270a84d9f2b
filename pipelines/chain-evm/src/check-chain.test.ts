import { describe, expect, test } from "vitest";
import { checkChain } from "./check-chain.ts";
import { makeBlock } from "./made-block.ts";

const check = (transaction: Readonly<Record<string, unknown>>, chainId = 1n): void =>
  checkChain(makeBlock({ transaction }).block, chainId);

describe("the chain that transactions are signed for", () => {
  test.each([
    ["type 2", { type: "0x2", chainId: "0x1", v: "0x0" }],
    ["type 0, EIP-155", { type: "0x0", v: "0x25" }],
    ["type 0, odd parity", { type: "0x0", v: "0x26" }],
    ["type 0, before EIP-155", { type: "0x0", v: "0x1b" }],
    ["a type that no key signs", { type: "0x7e" }],
  ])("%s of chain 1 is of chain 1", (_, transaction) => {
    expect(() => check(transaction)).not.toThrow();
  });

  test.each([
    ["type 2", { type: "0x2", chainId: "0x1", v: "0x0" }],
    ["type 0, EIP-155", { type: "0x0", v: "0x25" }],
  ])("%s of chain 1 is not of chain 42", (_, transaction) => {
    expect(() => check(transaction, 42n)).toThrow(/SOURCE_INCONSISTENT.*signed for 1.*eth_chainId 42/);
  });
});
