import { type Coverage, parseCoveredAssets, unwrap } from "@tributary/domain";
import type { CoverageRow } from "@tributary/queries";

/** Coverage as the store and the index keep it. */
export function parseCoverage(rows: readonly CoverageRow[]): readonly Coverage[] {
  return rows.map((row) => ({ ...row, assets: unwrap(parseCoveredAssets(row.assets)) }));
}
