import {
  type AccountId,
  type AssetId,
  type Coverage,
  type CoveredAssets,
  coversAccount,
  coversAsset,
  formatCoveredAssets,
  type Interval,
  missingIntervals,
  uniteIntervals,
} from "@tributary/domain";

/** Intervals in which the same assets were read, of one scope. */
interface CoveredIntervals {
  readonly assets: CoveredAssets;
  readonly intervals: readonly Interval[];
}

/** Coverage by what it speaks of, so that one account's gaps are found without reading all rows. */
export interface CoverageIndex {
  readonly byAccount: ReadonlyMap<string, readonly CoveredIntervals[]>;
  /** By scope of a whole chain: intervals that do not touch, so that an import of many batches is one. */
  readonly byChain: ReadonlyMap<string, readonly CoveredIntervals[]>;
}

export function indexCoverage(rows: readonly Coverage[]): CoverageIndex {
  const groups = new Map<string, { readonly scope: string; readonly assets: CoveredAssets; readonly intervals: Interval[] }>();
  for (const row of rows) {
    const key = `${row.scope} ${formatCoveredAssets(row.assets)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { scope: row.scope, assets: row.assets, intervals: [row] });
    else group.intervals.push(row);
  }
  const byAccount = new Map<string, CoveredIntervals[]>();
  const byChain = new Map<string, CoveredIntervals[]>();
  for (const { scope, assets, intervals } of groups.values()) {
    const byScope = scope.endsWith(":*") ? byChain : byAccount;
    const covered = { assets, intervals: uniteIntervals(intervals) };
    const list = byScope.get(scope);
    if (list === undefined) byScope.set(scope, [covered]);
    else list.push(covered);
  }
  return { byAccount, byChain };
}

export interface CoverageQuestion {
  readonly account: AccountId;
  /** The address that the account is an output of: what is read of it is read of the account. */
  readonly address?: AccountId | undefined;
  /** What must have been read: an interval is a gap where one of these was not. */
  readonly assets: Iterable<AssetId>;
  readonly required: Interval;
}

/** What of `required` no source has read completely for this account and each of these assets; sorted by start, not touching. */
export function findCoverageGaps(index: CoverageIndex, question: CoverageQuestion): Interval[] {
  const { account, address, assets, required } = question;
  const ofAddress = address === undefined ? [] : (index.byAccount.get(address) ?? []);
  const ofChains = [...index.byChain].flatMap(([scope, covered]) => (coversAccount(scope, account) ? covered : []));
  const stated = [...(index.byAccount.get(account) ?? []), ...ofAddress, ...ofChains];
  const gapsByReadings = new Map<string, readonly Interval[]>();
  for (const asset of assets) {
    const readings = stated.flatMap((covered, place) => (coversAsset(covered.assets, asset) ? [{ ...covered, place }] : []));
    const key = readings.map(({ place }) => place).join(" ");
    if (gapsByReadings.has(key)) continue;
    gapsByReadings.set(
      key,
      missingIntervals(
        required,
        readings.flatMap(({ intervals }) => intervals),
      ),
    );
  }
  return uniteIntervals([...gapsByReadings.values()].flat());
}
