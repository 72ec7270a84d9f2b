import { type Conversion, compareBytewise } from "@tributary/domain";
import { type BridgeEnd, formatEnd, hasLegs, payerOf } from "./bridge-end.ts";

/** What the keys of the events say. */
export interface PairedEvents {
  readonly conversions: readonly Conversion[];
  /** Ends without a partner of their key, or without a key. */
  readonly open: readonly BridgeEnd[];
  /** `<protocol> <key>` that more than two ends, or two of one direction, carry: which belong together is not known. */
  readonly contended: readonly string[];
  /** Pairs whose transfers are not all in the ledger, or are payments of several accounts or assets. */
  readonly withoutLegs: readonly string[];
}

/** Pairs deposits and releases of one protocol that carry the same key: basis `paired-event`. The order of the events changes nothing. */
export function pairBridgeEvents(ends: readonly BridgeEnd[]): PairedEvents {
  const conversions: Conversion[] = [];
  const open: BridgeEnd[] = [];
  const contended: string[] = [];
  const withoutLegs: string[] = [];
  for (const [place, group] of groupByKey(ends)) {
    const [deposit, ...otherDeposits] = group.filter(({ direction }) => direction === "deposit");
    const [release, ...otherReleases] = group.filter(({ direction }) => direction === "release");
    if (place.endsWith(" ") || (group.length === 1 && otherDeposits.length + otherReleases.length === 0)) open.push(...group);
    else if (deposit === undefined || release === undefined || group.length > 2) contended.push(place);
    else {
      const account = payerOf(deposit);
      if (account === undefined || !hasLegs(release)) withoutLegs.push(place);
      else
        conversions.push({
          id: `bridge-event:${deposit.protocol}:${deposit.key}`,
          account,
          outTransfers: deposit.names,
          inTransfers: release.names,
          kind: "bridge",
          basis: "paired-event",
          document: `deposit ${formatEnd(deposit)}; release ${formatEnd(release)}; ${deposit.protocol} key ${deposit.key}`,
        });
    }
  }
  return { conversions, open, contended, withoutLegs };
}

function groupByKey(ends: readonly BridgeEnd[]): [string, BridgeEnd[]][] {
  const groups = new Map<string, BridgeEnd[]>();
  for (const end of ends) {
    const place = `${end.protocol} ${end.key}`;
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [end]);
    else group.push(end);
  }
  return [...groups].sort(([a], [b]) => compareBytewise(a, b));
}
