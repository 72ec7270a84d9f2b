import type { CoveredAssets } from "./covered-assets.ts";
import type { UtcMicros } from "./instant.ts";

/** A closed interval of time. */
export interface Interval {
  readonly from: UtcMicros;
  readonly to: UtcMicros;
}

/** What a source says it has read completely: of one account, or of a whole chain where `scope` ends with `*`. */
export interface Coverage extends Interval {
  readonly source: string;
  /** An account id, or `<chain>:*` for a whole chain. */
  readonly scope: string;
  /** Of which assets all movements were read; what is said of the others is not complete. */
  readonly assets: CoveredAssets;
  /** How final the data was, in the chain's own words, with the block hash: `finalized 0x…`. */
  readonly finality: string | null;
}

/** Joins overlapping and touching intervals; sorted by start. */
export function uniteIntervals(intervals: readonly Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const united: Interval[] = [];
  for (const interval of sorted) {
    const last = united.at(-1);
    if (last !== undefined && interval.from <= last.to + 1n) {
      if (interval.to > last.to) united[united.length - 1] = { from: last.from, to: interval.to };
    } else if (interval.from <= interval.to) united.push(interval);
  }
  return united;
}

/** What of `required` no interval covers; sorted by start. */
export function missingIntervals(required: Interval, covered: readonly Interval[]): Interval[] {
  const missing: Interval[] = [];
  let from: bigint = required.from;
  for (const interval of uniteIntervals(covered)) {
    if (interval.to < from) continue;
    if (interval.from > required.to) break;
    if (interval.from > from) missing.push({ from: from as UtcMicros, to: (interval.from - 1n) as UtcMicros });
    from = interval.to + 1n;
  }
  if (from <= required.to) missing.push({ from: from as UtcMicros, to: required.to });
  return missing;
}

/** Does a coverage speak about this account? The outpoints and the transactions of a UTXO chain are of that chain. */
export function coversAccount(scope: string, account: string): boolean {
  if (!scope.endsWith(":*")) return scope === account;
  const chain = scope.slice(0, -1);
  const start = account.startsWith("utxo:") ? "utxo:".length : account.startsWith("tx:") ? "tx:".length : 0;
  return account.startsWith(chain, start);
}
