import { type AccountId, type Coverage, coversAccount, type Interval, missingIntervals, uniteIntervals } from "@tributary/domain";

/** Coverage by what it speaks of, so that one account's gaps are found without reading all rows. */
export interface CoverageIndex {
  readonly byAccount: ReadonlyMap<string, readonly Interval[]>;
  /** By scope of a whole chain: intervals that do not touch, so that an import of many batches is one. */
  readonly byChain: ReadonlyMap<string, readonly Interval[]>;
}

export function indexCoverage(rows: readonly Coverage[]): CoverageIndex {
  const byAccount = new Map<string, Interval[]>();
  const byChain = new Map<string, Interval[]>();
  for (const row of rows) {
    const byScope = row.scope.endsWith(":*") ? byChain : byAccount;
    const list = byScope.get(row.scope);
    if (list === undefined) byScope.set(row.scope, [row]);
    else list.push(row);
  }
  for (const [scope, intervals] of byChain) byChain.set(scope, uniteIntervals(intervals));
  return { byAccount, byChain };
}

/** What of `required` no source has read completely for this account; sorted by start. */
export function findCoverageGaps(index: CoverageIndex, account: AccountId, required: Interval): Interval[] {
  const ofChains = [...index.byChain].flatMap(([scope, intervals]) => (coversAccount(scope, account) ? intervals : []));
  return missingIntervals(required, [...(index.byAccount.get(account) ?? []), ...ofChains]);
}
