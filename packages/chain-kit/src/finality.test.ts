import { bitcoinChain, TributaryError, tronChain } from "@tributary/domain";
import { expect, test } from "vitest";
import { finalityOf } from "./finality.ts";

test.each([
  ["eip155:1", { kind: "tag" }],
  [tronChain, { kind: "tag" }],
  [bitcoinChain, { kind: "depth", blocks: 6n }],
])("%s has its rule, with a reason", (chain, rule) => {
  expect(finalityOf(chain)).toMatchObject({ rule, basis: expect.stringMatching(/.{20}/) });
});

test("a chain that nobody knows is not guessed", () => {
  expect(() => finalityOf("eip155:424242")).toThrow(TributaryError);
  expect(() => finalityOf("eip155:424242")).toThrow(/USAGE.*eip155:424242.*stated by the operator/);
});

test("the operator's rule goes before the table and is named as his", () => {
  const stated = { kind: "depth", blocks: 12n } as const;
  expect(finalityOf("eip155:424242", stated)).toMatchObject({
    rule: stated,
    basis: "12 blocks are built on it, as the operator stated",
  });
  expect(finalityOf("eip155:1", stated).rule).toEqual(stated);
  expect(() => finalityOf("eip155:1", { kind: "depth", blocks: -1n })).toThrow(/USAGE/);
});
