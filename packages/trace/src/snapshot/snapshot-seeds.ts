import { instantMin, type UtcMicros } from "@tributary/domain";
import type { NamedTransfer, OutpointIndex } from "@tributary/ledger";
import { compareStarts } from "../question.ts";
import type { TraceRequest } from "../trace-request.ts";
import type { LedgerSnapshot } from "./ledger-snapshot.ts";
import type { SnapshotStops } from "./snapshot-stops.ts";

/** Where the claims' labels come from, by numbers of the snapshot. */
export interface SnapshotSeeds {
  /** By place. */
  readonly transfers: readonly { readonly place: number; readonly claim: number }[];
  /** In the order in which they start. */
  readonly accounts: readonly AccountStart[];
}

interface AccountStart {
  readonly account: number;
  readonly claim: number;
  /** Before the event of this place; undefined where `until` cuts the seed off. */
  readonly place: number | undefined;
  /** Number of the reason where the account is a stop at the seed's time. */
  readonly stop: number | undefined;
}

export interface SeedQuestion {
  readonly request: TraceRequest;
  /** The transfers that the claims name. */
  readonly named: ReadonlyMap<string, NamedTransfer>;
  readonly outpoints: OutpointIndex;
  readonly stops: SnapshotStops;
  readonly placeEnd: number;
}

export function findSnapshotSeeds(snapshot: LedgerSnapshot, question: SeedQuestion): SnapshotSeeds {
  const { request, named, placeEnd } = question;
  const transfers = request.claims.flatMap((claim, index) => {
    if (!("transfers" in claim)) return [];
    return claim.transfers.flatMap((name) => {
      const transfer = named.get(name);
      // One that moves nothing, or that `until` cuts off, seeds nothing.
      const place = transfer === undefined ? undefined : snapshot.placeOf(transfer);
      return place === undefined || place >= placeEnd ? [] : [{ place, claim: index }];
    });
  });
  return { transfers: transfers.sort((a, b) => a.place - b.place), accounts: findAccountStarts(snapshot, question) };
}

function findAccountStarts(snapshot: LedgerSnapshot, { request, outpoints, stops, placeEnd }: SeedQuestion): AccountStart[] {
  const { until } = request;
  const starts = request.claims.flatMap((claim, index) => {
    if (!("account" in claim)) return [];
    const { since } = claim;
    const isCutOff = since !== null && until !== null && since > until;
    const time = since ?? startOf(snapshot) ?? instantMin;
    return outpoints.standsFor(claim.account).flatMap((name) => {
      const account = snapshot.accountNumber(name);
      if (account === undefined) return [];
      const stop = stops.index.findStop(name, time);
      const place = since === null ? 0 : Math.min(snapshot.firstPlaceFrom(since), placeEnd);
      return [
        {
          account,
          claim: index,
          since,
          place: isCutOff ? undefined : place,
          stop: stop === undefined ? undefined : stops.numberOf(stop),
        },
      ];
    });
  });
  return starts.sort((a, b) => compareStarts(a.since, b.since) || a.claim - b.claim);
}

/** The first movement's time. */
export function startOf({ columns, timeAt }: LedgerSnapshot): UtcMicros | undefined {
  return columns.eventCount === 0 ? undefined : timeAt(0);
}
