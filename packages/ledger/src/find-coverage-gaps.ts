import { type AccountId, type Coverage, coversAccount, type Interval, missingIntervals } from "@tributary/domain";

/** Coverage by what it speaks of, so that one account's gaps are found without reading all rows. */
export interface CoverageIndex {
  readonly byAccount: ReadonlyMap<string, readonly Coverage[]>;
  /** Rows that speak of a whole chain. */
  readonly ofChains: readonly Coverage[];
}

export function indexCoverage(rows: readonly Coverage[]): CoverageIndex {
  const byAccount = new Map<string, Coverage[]>();
  const ofChains: Coverage[] = [];
  for (const row of rows) {
    const list = byAccount.get(row.scope);
    if (row.scope.endsWith(":*")) ofChains.push(row);
    else if (list === undefined) byAccount.set(row.scope, [row]);
    else list.push(row);
  }
  return { byAccount, ofChains };
}

/** What of `required` no source has read completely for this account; sorted by start. */
export function findCoverageGaps(index: CoverageIndex, account: AccountId, required: Interval): Interval[] {
  const ofChain = index.ofChains.filter((row) => coversAccount(row.scope, account));
  return missingIntervals(required, [...(index.byAccount.get(account) ?? []), ...ofChain]);
}
