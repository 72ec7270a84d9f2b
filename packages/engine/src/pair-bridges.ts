import { type BridgeEnd, type InferenceLimits, inferBridgePairs, inferenceLimits, pairBridgeEvents } from "@tributary/conversion";
import { type Conversion, type Finding, instantMin, knownScale } from "@tributary/domain";
import { type BridgeEndsOpenRow, bridgeEndsOpen, bridgesReadUntil } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { writePairing } from "./write-pairing.ts";

/** Changes with everything that changes which pairs are found. */
const methodVersion = "1";
/** Conversions that are written, and acknowledged, together. */
const conversionsPerFileMax = 10_000;

export interface PairBridges {
  readonly store: Pick<Store, "query" | "beginRun" | "append">;
  readonly limits?: Partial<InferenceLimits> | undefined;
  /** Ends the work after the file at hand. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of the ends of bridges that were in no pair before. */
export interface BridgePairingReport {
  /** New conversions by their basis. */
  readonly paired: bigint;
  readonly inferred: bigint;
  /** Ends that no event pairs, those of inferred pairs included. */
  readonly openDeposits: bigint;
  readonly openReleases: bigint;
  /** `<protocol> <key>` that more ends carry than a deposit and a release. */
  readonly contended: readonly string[];
  /** `<protocol> <key>` of pairs whose transfers are not all in the ledger, or are no payments of one account in one asset. */
  readonly withoutLegs: readonly string[];
  /** `<source> <event id>` of deposits without one best release, and of those whose time for one has not passed. */
  readonly undecided: readonly string[];
  readonly waiting: readonly string[];
  /** Pairs that the ledger knows with other content; kept apart. */
  readonly conflicts: readonly Finding[];
  readonly isInterrupted: boolean;
}

/**
 * Pairs the ends of bridges that the ledger holds and writes them as conversions, as a source of kind `bridge-pairing`. What is in a pair by its key already is not looked at
 * again, so a second run over the same events writes nothing. Facts stay: an inferred pair that an event contradicts later is kept, and the pair by the event takes its legs.
 */
export async function pairBridges(request: PairBridges): Promise<BridgePairingReport> {
  const { store, signal } = request;
  const limits = { ...inferenceLimits, ...request.limits };
  const ends = (await store.query(bridgeEndsOpen, {})).map(toBridgeEnd);
  const { conversions: paired, open, contended, withoutLegs } = pairBridgeEvents(ends);
  const [read] = await store.query(bridgesReadUntil, {});
  const inferred = inferBridgePairs(open, { readUntil: read?.readUntil ?? instantMin, limits });
  const conflicts: Finding[] = [];
  const conversions = [...paired, ...inferred.conversions];
  let written = 0;
  while (written < conversions.length && signal?.aborted !== true) {
    const part = conversions.slice(written, written + conversionsPerFileMax);
    conflicts.push(
      ...(await writePairing(store, {
        kind: "bridge-pairing",
        methodVersion,
        options: describeLimits(limits),
        conversions: part,
      })),
    );
    written += part.length;
  }
  const count = (basis: Conversion["basis"]): bigint =>
    BigInt(conversions.slice(0, written).filter((conversion) => conversion.basis === basis).length);
  return {
    paired: count("paired-event"),
    inferred: count("inferred"),
    openDeposits: BigInt(open.filter(({ direction }) => direction === "deposit").length),
    openReleases: BigInt(open.filter(({ direction }) => direction === "release").length),
    contended,
    withoutLegs,
    undecided: inferred.undecided,
    waiting: inferred.waiting,
    conflicts,
    isInterrupted: written < conversions.length,
  };
}

function toBridgeEnd(row: BridgeEndsOpenRow): BridgeEnd {
  return {
    ...row,
    direction: row.direction === "deposit" ? "deposit" : "release",
    scale: row.scale ?? knownScale(row.asset) ?? null,
  };
}

function describeLimits({ feePerMilleMax, delayMicrosMax }: InferenceLimits): string {
  return `method ${methodVersion}; fee at most ${feePerMilleMax} per mille; delay at most ${delayMicrosMax} microseconds`;
}
