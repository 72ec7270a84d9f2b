import { type Conversion, digestFields, type Finding } from "@tributary/domain";
import { type RailEndsRow, railEnds } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { uniteBy } from "./unite-by.ts";
import { writePairing } from "./write-pairing.ts";

/** Changes with everything that changes which links become conversions. */
const methodVersion = "1";
/** How long the time may be that a payment's time stands for. */
const spanMicros = { instant: 0n, second: 1_000_000n, minute: 60_000_000n, day: 86_400_000_000n } as const;

/** What became of the transaction hashes that records of payments name. */
export interface RailPairingReport {
  /** Documented conversions: one payment and one transfer of the transaction that its record names. */
  readonly paired: bigint;
  /** Links that a person has to decide, with the reason. */
  readonly undecided: readonly { readonly record: string; readonly hash: string; readonly reason: string }[];
  /** Conversions that the ledger knows with other content; kept apart. */
  readonly conflicts: readonly Finding[];
}

/**
 * Joins bank and chain where a payment's own record names the transaction: a payment before it is an on-ramp, one after it an off-ramp, of
 * basis `documented` (spec, section 6). Only where one payment meets one transfer and their times tell which came first; the rest is listed. A second
 * run over the same links writes nothing.
 */
export async function pairRails(store: Pick<Store, "query" | "beginRun" | "append">): Promise<RailPairingReport> {
  const links = new Map<string, RailEndsRow[]>();
  for (const end of await store.query(railEnds, {})) {
    const link = `${end.recordId} ${end.transactionHash}`;
    links.set(link, [...(links.get(link) ?? []), end]);
  }
  const conversions: Conversion[] = [];
  const undecided: RailPairingReport["undecided"][number][] = [];
  for (const ends of links.values()) {
    const [end] = ends;
    if (end === undefined) continue;
    const reason = doubtOf(ends);
    if (reason === null) conversions.push(conversionOf(end));
    else undecided.push({ record: end.recordId, hash: end.transactionHash, reason });
  }
  const conflicts =
    conversions.length === 0
      ? []
      : await writePairing(store, { kind: "rail-pairing", methodVersion, options: `method ${methodVersion}`, conversions });
  return { paired: BigInt(conversions.length), undecided, conflicts };
}

function doubtOf(ends: readonly RailEndsRow[]): string | null {
  const payments = uniteBy(ends, ({ payment }) => payment).length;
  const transfers = uniteBy(ends, ({ transfer }) => transfer).length;
  if (payments > 1) return `the record states ${payments} payments`;
  if (transfers > 1) return `the transaction has ${transfers} transfers`;
  const isWithin = ends.some(({ paymentAt, transferAt, paymentPrecision }) => {
    const later = transferAt - paymentAt;
    return later >= 0n && later < spanMicros[paymentPrecision];
  });
  return isWithin ? "the transaction falls within the time that the payment is known by: which came first is not told" : null;
}

/** The bank record is named by its opaque id: what stands in it stays there. */
function conversionOf(end: RailEndsRow): Conversion {
  const isOnRamp = end.paymentAt <= end.transferAt;
  return {
    id: `rail-${digestFields("tributary/rail/1", [end.payment, end.transfer]).slice(0, 32)}`,
    account: isOnRamp ? end.paymentFrom : end.transferFrom,
    outTransfers: [isOnRamp ? end.payment : end.transfer],
    inTransfers: [isOnRamp ? end.transfer : end.payment],
    kind: isOnRamp ? "on-ramp" : "off-ramp",
    basis: "documented",
    document: `transaction hash in bank record ${end.recordId.slice(0, 32)}`,
  };
}
