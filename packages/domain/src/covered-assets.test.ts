import { expect, test } from "vitest";
import { nativeEvmAsset, nativeTronAsset, trc10Asset, trc20Asset } from "./asset.ts";
import {
  type CoveredAssets,
  coversAsset,
  everyAsset,
  formatCoveredAssets,
  onlyAssets,
  parseCoveredAssets,
  withoutAssets,
} from "./covered-assets.ts";
import { unwrap } from "./errors.ts";

const ether = nativeEvmAsset(1n);
const tether = trc20Asset("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
const families = withoutAssets(["tron:0x2b6653dc/trc10:*", nativeTronAsset, nativeTronAsset]);

test("a covered asset is one of those named, or none of those left out; a family is all that begin like it", () => {
  expect(coversAsset(everyAsset, ether)).toBe(true);
  expect([ether, nativeEvmAsset(10n)].map((asset) => coversAsset(onlyAssets([ether]), asset))).toEqual([true, false]);
  expect([ether, nativeEvmAsset(10n)].map((asset) => coversAsset(withoutAssets([ether]), asset))).toEqual([false, true]);
  const onTron = [nativeTronAsset, trc10Asset(1_002_000n), tether];
  expect(onTron.map((asset) => coversAsset(families, asset))).toEqual([false, false, true]);
});

test.each<[string, CoveredAssets]>([
  ["all", everyAsset],
  ["only eip155:10/slip44:60 eip155:1/slip44:60", onlyAssets([ether, nativeEvmAsset(10n)])],
  ["without tron:0x2b6653dc/slip44:195 tron:0x2b6653dc/trc10:*", families],
])("%s is read as it is written", (text, covered) => {
  const canonical = formatCoveredAssets(covered);
  expect(canonical.split(" ").sort()).toEqual(text.split(" ").sort());
  expect(unwrap(parseCoveredAssets(canonical))).toEqual(covered);
});

test.each([
  "",
  "only",
  "without ",
  "all eip155:1/slip44:60",
  "some eip155:1/slip44:60",
  "only  eip155:1/slip44:60",
  "only eip155:1/slip44:60 eip155:1/slip44:60",
  "only tron:0x2b6653dc/trc10:* tron:0x2b6653dc/slip44:195",
  "only EIP155:1/slip44:60",
  "without *",
  "without tron:*:*",
])("%j is refused", (text) => {
  expect(parseCoveredAssets(text)).toMatchObject({ ok: false, refusal: { code: "ASSET_UNKNOWN_FORM" } });
});
