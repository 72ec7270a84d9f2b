import { bitcoinNetworks } from "@tributary/domain";
import { expect, test } from "vitest";
import { chainOfMagic, parametersOf, subsidyAt } from "./chain-parameters.ts";

const mainnet = parametersOf("bip122:000000000019d6689c085ae165831e93");

test.each([
  [0n, 5_000_000_000n],
  [209_999n, 5_000_000_000n],
  [210_000n, 2_500_000_000n],
  [840_000n, 312_500_000n],
  [6_929_999n, 1n],
  [6_930_000n, 0n],
  [100_000_000n, 0n],
])("block %s may claim %s new satoshis", (height, atoms) => {
  expect(subsidyAt(mainnet, height)).toBe(atoms);
});

test("all subsidies together are less than 21 million by 2,310,000 satoshis", () => {
  let sum = 0n;
  for (let height = 0n; height < 7_000_000n; height += 210_000n) sum += subsidyAt(mainnet, height) * 210_000n;
  expect(sum).toBe(2_099_999_997_690_000n);
});

test("every network has its consensus, and is found by the magic of its files", () => {
  for (const chain of bitcoinNetworks.keys()) expect(chainOfMagic(parametersOf(chain).magic)).toBe(chain);
  expect(() => parametersOf("bip122:00000000000000000000000000000000")).toThrow(/USAGE/);
});
