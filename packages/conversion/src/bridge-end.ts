import type { AccountId, BridgeEvent } from "@tributary/domain";

/** One end of a bridge with what the ledger knows of the transfers that carried its value. */
export interface BridgeEnd extends BridgeEvent {
  /** Of its transfers that the ledger holds, as requests say them, in ledger order. */
  readonly names: readonly string[];
  /** Who paid them, each once. */
  readonly payers: readonly AccountId[];
  /** The assets that they moved, each once. */
  readonly assets: readonly string[];
  /** Of the event's asset; null where no source states it. */
  readonly scale: number | null;
  /** As the token itself states it: anybody can choose one. */
  readonly symbol: string | null;
  /** It is already an end of an inferred conversion. */
  readonly isInferred: boolean;
}

/** `eip155:1 0xabc…:log:7`. */
export function formatEnd({ source, id }: BridgeEnd): string {
  return `${source} ${id}`;
}

/** The payer of a deposit; undefined where its legs cannot be those of one conversion (spec, section 6). */
export function payerOf(deposit: BridgeEnd): AccountId | undefined {
  const isWhole = hasLegs(deposit) && deposit.payers.length === 1 && deposit.assets.length === 1;
  return isWhole ? deposit.payers[0] : undefined;
}

/** Every transfer that the event names is in the ledger. */
export function hasLegs({ names, transfers }: BridgeEnd): boolean {
  return names.length > 0 && names.length === transfers.length;
}
