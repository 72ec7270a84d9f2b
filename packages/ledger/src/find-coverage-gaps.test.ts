import { boundInstant, type Coverage, parseAccount, type UtcMicros, unwrap } from "@tributary/domain";
import { expect, test } from "vitest";
import { findCoverageGaps, indexCoverage } from "./find-coverage-gaps.ts";

const at = (second: number): UtcMicros => unwrap(boundInstant(BigInt(second), "a time"));
const covered = (scope: string, from: number, to: number): Coverage => ({
  source: "table",
  scope,
  from: at(from),
  to: at(to),
  finality: null,
});

test("an account's gaps are what neither its own coverage nor its chain's fills", () => {
  const account = unwrap(parseAccount("eip155:1:0x52908400098527886e0f7030069857d2e4169ee7"));
  const index = indexCoverage([covered("eip155:1:*", 0, 9), covered(account, 15, 20), covered("eip155:10:*", 0, 99)]);
  expect(findCoverageGaps(index, account, { from: at(5), to: at(25) })).toEqual([
    { from: 10n, to: 14n },
    { from: 21n, to: 25n },
  ]);
});
