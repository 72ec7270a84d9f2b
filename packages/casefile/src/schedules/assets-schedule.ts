import { type Asset, compareBytewise } from "@tributary/domain";
import type { CaseView } from "./case-view.ts";
import { type Schedule, tabulate } from "./schedule.ts";

/** The assets of the case, and how many decimals a whole unit has. */
export function assetsSchedule(view: CaseView): Schedule {
  const head = { chapter: "A", name: "schedule-A-assets", title: "Assets" };
  const traitsOf = (asset: Asset): readonly string[] =>
    view.contents.assetTraits.flatMap((row) => (row.asset === asset.id ? [row.trait] : [])).sort(compareBytewise);
  return tabulate<Asset>(
    head,
    [
      { name: "asset", meaning: "the asset, CAIP-19 or ISO 4217", cell: (row) => row.id },
      { name: "symbol", meaning: "as its contract or source states it; not a key", cell: (row) => row.symbol },
      { name: "scale", meaning: "decimals of a whole unit; empty where unknown", cell: (row) => row.scale?.toString() ?? null },
      {
        name: "traits",
        meaning: "balance-differs-from-transfers: its balances change in other ways than its transfers show",
        cell: (row) => traitsOf(row).join(" ") || null,
      },
    ],
    view.contents.assets,
  );
}
