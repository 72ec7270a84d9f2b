import { type AccountId, type Coverage, coversAccount } from "@tributary/domain";
import { coverage } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { parseCoverage } from "./parse-coverage.ts";

/** What the ledger's sources have read completely, as far as it speaks of one of these accounts. */
export async function loadCoverage(store: Pick<Store, "query">, accounts: readonly AccountId[]): Promise<readonly Coverage[]> {
  const rows = await store.query(coverage, {});
  return parseCoverage(rows.filter((row) => accounts.some((account) => coversAccount(row.scope, account))));
}
