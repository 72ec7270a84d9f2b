import { copyFileSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { type IndexManifest, noNumber, type SegmentEntry, type Stretch } from "./manifest.ts";
import { readColumns } from "./read-columns.ts";
import { assetParts, loadTextNumbers, segmentAccountParts } from "./text-numbers.ts";
import type { Known } from "./write-segment.ts";

/** What segments hold, for one that is built behind them. */
export async function loadKnown(directory: string, segments: readonly SegmentEntry[]): Promise<Known> {
  const counts = countsOf(segments);
  const accounts = await loadTextNumbers(segmentAccountParts(directory, segments));
  const assets = await loadTextNumbers(assetParts(directory, { segments }));
  const holdingAccounts = new Uint32Array(counts.holdingCount);
  const holdingAssets = new Uint32Array(counts.holdingCount);
  const heads = new Uint32Array(counts.accountCount).fill(noNumber);
  for (const { name, holdings, files } of segments) {
    const folder = join(directory, name);
    const part = (column: Uint32Array) => new Uint8Array(column.buffer, holdings.first * 4, holdings.count * 4);
    await readColumns([
      { folder, file: files.holdings, column: "account", into: part(holdingAccounts) },
      { folder, file: files.holdings, column: "asset", into: part(holdingAssets) },
    ]);
  }
  holdingAccounts.forEach((account, holding) => {
    heads[account] = holding;
  });
  const ends = new Uint32Array(counts.holdingCount * 4);
  const last = segments.at(-1);
  if (last !== undefined) {
    const into = new Uint8Array(ends.buffer);
    await readColumns([{ folder: join(directory, last.name), file: last.files.ends, column: "atoms", into }]);
  }
  return {
    ...counts,
    accountNumber: accounts.numberOf,
    assetNumber: assets.numberOf,
    holdingAccounts,
    holdingAssets,
    heads,
    ends,
  };
}

/** How many of everything the segments hold together. */
export function countsOf(
  segments: readonly SegmentEntry[],
): Pick<IndexManifest, "placeCount" | "wideCount" | "accountCount" | "assetCount" | "holdingCount"> {
  const end = (select: (segment: SegmentEntry) => Stretch): number => {
    const last = segments.at(-1);
    return last === undefined ? 0 : select(last).first + select(last).count;
  };
  return {
    placeCount: end(({ places }) => places),
    wideCount: end(({ wide }) => wide),
    accountCount: end(({ accounts }) => accounts),
    assetCount: end(({ assets }) => assets),
    holdingCount: end(({ holdings }) => holdings),
  };
}

/** Takes a segment over into another snapshot. Its files never change, so both can have the same ones; where the disk cannot do that, copies. */
export function takeOver(segment: SegmentEntry, from: string, to: string): void {
  mkdirSync(join(to, segment.name), { mode: 0o700 });
  for (const { path } of Object.values(segment.files)) {
    const [source, target] = [join(from, segment.name, path), join(to, segment.name, path)];
    try {
      linkSync(source, target);
    } catch {
      copyFileSync(source, target);
    }
  }
}
