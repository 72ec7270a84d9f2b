import { type AccountId, type Coverage, coversAccount, parseCoveredAssets, unwrap } from "@tributary/domain";
import { coverage } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** What the ledger's sources have read completely, as far as it speaks of one of these accounts. */
export async function loadCoverage(store: Pick<Store, "query">, accounts: readonly AccountId[]): Promise<readonly Coverage[]> {
  const rows = await store.query(coverage, {});
  return rows
    .filter((row) => accounts.some((account) => coversAccount(row.scope, account)))
    .map((row) => ({ ...row, assets: unwrap(parseCoveredAssets(row.assets)) }));
}
