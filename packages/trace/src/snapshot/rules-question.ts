import { type Heap, type KernelRule, none, noRecords, type RecordList, type RulesQuestion } from "@tributary/kernel";
import { putDust } from "../flat-dust.ts";
import { putRecords } from "../put-columns.ts";
import { dustOf } from "../question.ts";
import type { TraceLimits } from "../trace-request.ts";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import type { SnapshotConversions } from "./snapshot-conversions.ts";
import type { SnapshotSeeds } from "./snapshot-seeds.ts";
import type { SnapshotStops } from "./snapshot-stops.ts";
import type { TracedPart } from "./traced-part.ts";

export interface PartToTrace {
  readonly part: TracedPart;
  readonly stops: SnapshotStops;
  readonly seeds: SnapshotSeeds;
  readonly conversions: SnapshotConversions;
  readonly limits: TraceLimits;
  readonly claimCount: number;
}

/** The kernel's question over a part, in its numbers; one for each rule. What it points to lies in the heap. */
export function writeRulesQuestion(
  { heap, snapshot }: { readonly heap: Heap; readonly snapshot: LedgerSnapshot },
  { part, stops, seeds, conversions, limits, claimCount }: PartToTrace,
): (rule: KernelRule) => RulesQuestion {
  const { limbs, columns } = part;
  const put = (rows: readonly (readonly number[])[], width: number): RecordList =>
    putRecords(heap, Uint32Array.from(rows.flat()), width);
  const question: Omit<RulesQuestion, "rule"> = {
    limbs,
    columns,
    openings: part.openings,
    accountFlags: part.accountFlags,
    tracked: part.tracked,
    stops: put(placeLocally(part, stops), 4),
    transferSeeds: put(seedLocally(part, seeds, conversions), 2),
    accountSeeds: put(startLocally(part, seeds), 4),
    firstHolding: part.firstHolding,
    nextHolding: part.nextHolding,
    openingSeeds: noRecords,
    legs: part.legs,
    conversionAccounts: part.conversionAccounts,
    hopsMax: limits.hopsMax,
    accountsMax: limits.accountsMax,
    dust: putDust(heap, limbs, dustByAsset(snapshot, limits)),
    claimCount,
    logsMoves: true,
    countsLate: true,
  };
  return (rule) => ({ ...question, rule });
}

function placeLocally(part: TracedPart, { records }: SnapshotStops): number[][] {
  const rows = records.flatMap(({ account, fromPlace, toPlace, reason }) => {
    const local = part.localAccount(account);
    if (local === undefined) return [];
    const from = part.placeFrom(fromPlace);
    const to = part.placeFrom(toPlace + 1) - 1;
    return to < from ? [] : [[local, from, to, reason]];
  });
  return rows.sort(([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d);
}

function seedLocally(part: TracedPart, { transfers }: SnapshotSeeds, { order }: SnapshotConversions): number[][] {
  const rows = transfers.map(({ place, claim }) => [part.placeFrom(order.tracedOf(place)), claim]);
  return rows.sort(([a = 0], [b = 0]) => a - b);
}

function startLocally(part: TracedPart, { accounts }: SnapshotSeeds): number[][] {
  return accounts.flatMap(({ account, claim, place, stop }) => {
    const local = part.localAccount(account);
    // One that the part does not have neither pays nor receives.
    return local === undefined
      ? []
      : [[place === undefined ? none : part.placeFrom(place), local, claim, stop === undefined ? 0 : stop + 1]];
  });
}

function dustByAsset({ columns, assetName }: LedgerSnapshot, limits: TraceLimits): readonly bigint[] {
  return Array.from({ length: columns.assetCount }, (_, asset) => dustOf(limits, assetName(asset)));
}
