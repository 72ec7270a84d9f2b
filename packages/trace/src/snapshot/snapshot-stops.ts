import type { AccountId, AttributionTag } from "@tributary/domain";
import type { ReachStop } from "@tributary/kernel";
import type { OutpointIndex } from "@tributary/ledger";
import { placeStops } from "../flat-stops.ts";
import { createStopIndex, type StopIndex } from "../stop-index.ts";
import { createStopReasons, type StopReasons } from "../stop-reasons.ts";
import type { TraceRequest } from "../trace-request.ts";
import { firstPlaceAfter, type LedgerSnapshot } from "./ledger-snapshot.ts";

/** When accounts of a snapshot stop value, by number, and why. */
export interface SnapshotStops extends StopReasons {
  readonly index: StopIndex;
  /** By account, then place, no two overlapping. `reason` is a position in `reasons`. */
  readonly records: readonly ReachStop[];
}

export interface StopQuestion {
  readonly request: TraceRequest;
  readonly tags: readonly AttributionTag[];
  readonly outpoints: OutpointIndex;
}

export function findSnapshotStops(snapshot: LedgerSnapshot, { request, tags, outpoints }: StopQuestion): SnapshotStops {
  const index = createStopIndex({ tags, request, outpoints });
  const { reasons, numberOf } = createStopReasons();
  const finder = {
    end: snapshot.columns.eventCount,
    firstFrom: snapshot.firstPlaceFrom,
    firstAfter: (time: Parameters<LedgerSnapshot["firstPlaceFrom"]>[0]): number => firstPlaceAfter(snapshot, time),
  };
  const records: ReachStop[] = [];
  for (const [account, name] of [...listStopping(snapshot, { request, tags, outpoints })].sort(([a], [b]) => a - b)) {
    for (const { first, last, stop } of placeStops(index.listStops(name), finder)) {
      records.push({ account, fromPlace: first, toPlace: last, reason: numberOf(stop) });
    }
  }
  return { index, records, reasons, numberOf };
}

/** Accounts of the snapshot that may stop value at some time. */
function listStopping(snapshot: LedgerSnapshot, { request, tags, outpoints }: StopQuestion): Map<number, AccountId> {
  const accounts = new Map<number, AccountId>(
    snapshot.specialAccounts().map((account) => [account, snapshot.accountName(account)]),
  );
  const categories = new Set(request.stopCategories);
  const tagged = tags.filter(
    ({ category, confidence }) => category !== null && categories.has(category) && confidence >= request.stopConfidence,
  );
  for (const named of [...request.stops, ...tagged.map(({ account }) => account)]) {
    for (const name of outpoints.standsFor(named)) {
      const account = snapshot.accountNumber(name);
      if (account !== undefined) accounts.set(account, name);
    }
  }
  return accounts;
}
