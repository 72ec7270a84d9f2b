import { type AssetId, parseAsset } from "./asset.ts";
import { accept, type Result, refuse } from "./errors.ts";
import { compareBytewise } from "./text-order.ts";

/**
 * The assets whose movements a source has read completely. Each named one is an asset, or a family of them that ends with `:*`, as all tokens of TRON's
 * own kind (`tron:0x2b6653dc/trc10:*`); sorted bytewise, each once.
 */
export type CoveredAssets = { readonly kind: "all" } | { readonly kind: "only" | "without"; readonly assets: readonly string[] };

/** Whatever moved was read. */
export const everyAsset: CoveredAssets = { kind: "all" };

/** These assets and families alone were read completely. */
export function onlyAssets(assets: Iterable<string>): CoveredAssets {
  return { kind: "only", assets: sortOnce(assets) };
}

/** All but these assets and families were read completely. */
export function withoutAssets(assets: Iterable<string>): CoveredAssets {
  return { kind: "without", assets: sortOnce(assets) };
}

/** Have all movements of this asset been read? */
export function coversAsset(covered: CoveredAssets, asset: AssetId): boolean {
  if (covered.kind === "all") return true;
  const isNamed = covered.assets.some((named) => (named.endsWith(":*") ? asset.startsWith(named.slice(0, -1)) : named === asset));
  return isNamed === (covered.kind === "only");
}

/** Canonical text: `all`, `only <asset> …`, `without <asset> …`. */
export function formatCoveredAssets(covered: CoveredAssets): string {
  return covered.kind === "all" ? "all" : [covered.kind, ...covered.assets].join(" ");
}

/** Reads the canonical text. Errors: ASSET_UNKNOWN_FORM. */
export function parseCoveredAssets(text: string): Result<CoveredAssets> {
  if (text === "all") return accept(everyAsset);
  const [kind, ...assets] = text.split(" ");
  const isCanonical = assets.length > 0 && assets.every(isAssetOrFamily) && sortOnce(assets).join(" ") === assets.join(" ");
  if (isCanonical && (kind === "only" || kind === "without")) return accept({ kind, assets });
  return refuse(
    "ASSET_UNKNOWN_FORM",
    text === "" ? "nothing" : text,
    "all, or only or without and assets, sorted bytewise, each once",
  );
}

function isAssetOrFamily(text: string): boolean {
  if (/^[a-z0-9]+(:[0-9A-Za-z]+\/[a-z0-9]+)?:\*$/.test(text)) return true;
  const asset = parseAsset(text);
  return asset.ok && asset.value === text;
}

function sortOnce(assets: Iterable<string>): readonly string[] {
  return [...new Set(assets)].sort(compareBytewise);
}
