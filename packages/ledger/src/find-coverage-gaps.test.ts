import {
  boundInstant,
  type Coverage,
  type CoveredAssets,
  erc20Asset,
  everyAsset,
  nativeEvmAsset,
  onlyAssets,
  parseAccount,
  type UtcMicros,
  unwrap,
  withoutAssets,
} from "@tributary/domain";
import { expect, test } from "vitest";
import { findCoverageGaps, indexCoverage } from "./find-coverage-gaps.ts";

const at = (second: number): UtcMicros => unwrap(boundInstant(BigInt(second), "a time"));
const account = unwrap(parseAccount("eip155:1:0x52908400098527886e0f7030069857d2e4169ee7"));
const ether = nativeEvmAsset(1n);
const token = erc20Asset(1n, "0xdac17f958d2ee523a2206206994597c13d831ec7");
const covered = (scope: string, [from, to]: readonly [number, number], assets: CoveredAssets = everyAsset): Coverage => ({
  source: "table",
  scope,
  from: at(from),
  to: at(to),
  assets,
  finality: null,
});

test("an account's gaps are what neither its own coverage nor its chain's fills", () => {
  const index = indexCoverage([covered("eip155:1:*", [0, 9]), covered(account, [15, 20]), covered("eip155:10:*", [0, 99])]);
  expect(findCoverageGaps(index, { account, assets: [ether], required: { from: at(5), to: at(25) } })).toEqual([
    { from: 10n, to: 14n },
    { from: 21n, to: 25n },
  ]);
});

test("what was read of some assets alone leaves gaps in the others, and a later full reading fills them", () => {
  const rows = [
    covered("eip155:1:*", [0, 30], withoutAssets([ether])),
    covered("eip155:1:*", [10, 14], onlyAssets([ether])),
    covered(account, [15, 19]),
  ];
  const gapsOf = (assets: (typeof ether)[], coverage = rows): string[] =>
    findCoverageGaps(indexCoverage(coverage), { account, assets, required: { from: at(0), to: at(30) } }).map(
      ({ from, to }) => `${from}..${to}`,
    );
  expect(gapsOf([token])).toEqual([]);
  expect(gapsOf([ether])).toEqual(["0..9", "20..30"]);
  expect(gapsOf([token, ether])).toEqual(["0..9", "20..30"]);
  expect(gapsOf([token, ether], [...rows, covered("eip155:1:*", [0, 30])])).toEqual([]);
});

test("gaps of several assets are united", () => {
  const rows = [covered(account, [0, 9], onlyAssets([ether])), covered(account, [5, 20], onlyAssets([token]))];
  const gaps = findCoverageGaps(indexCoverage(rows), { account, assets: [ether, token], required: { from: at(0), to: at(20) } });
  expect(gaps).toEqual([
    { from: 0n, to: 4n },
    { from: 10n, to: 20n },
  ]);
});
