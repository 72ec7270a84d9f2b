import type { AccountId, AssetId, Conversion, Precision, UtcMicros } from "@tributary/domain";
import type { AdjacencySegment, FlatMemory, TransferColumns } from "@tributary/kernel";
import type { NamedTransfer } from "@tributary/ledger";

/** A ledger as an index keeps it: movements in ledger order as columns in flat memory, names read as they are asked for. Numbers count from 0. */
export interface LedgerSnapshot {
  readonly memory: FlatMemory;
  /** The first free address of the memory. */
  readonly heapFrom: number;
  readonly columns: TransferColumns;
  readonly segments: readonly AdjacencySegment[];
  /** Address, u32 per account: the head of the chain of its holdings; 0xffffffff where it has none. */
  readonly firstHolding: number;
  /** Address, u32 per holding: the next of its chain. */
  readonly nextHolding: number;
  /** Address, 2 u64 per holding: what it has after the last place where its opening is inferred; the highest bit is set where that is not known. 0: of none. */
  readonly ends: number;
  /** Accounts that never hold, by number. */
  readonly specialAccounts: () => readonly number[];
  readonly accountNumber: (account: string) => number | undefined;
  readonly accountName: (account: number) => AccountId;
  readonly assetNumber: (asset: string) => number | undefined;
  readonly assetName: (asset: number) => AssetId;
  readonly holdingsOf: (account: number) => readonly number[];
  readonly transferAt: (place: number) => NamedTransfer;
  /** What says in which order a transfer stands: cheaper than all of it. */
  readonly orderAt: (place: number) => Pick<NamedTransfer, "occurredAt" | "precision" | "source" | "sequence">;
  readonly precisionAt: (place: number) => Precision;
  readonly timeAt: (place: number) => UtcMicros;
  /** The first place whose time is not before; the number of places where there is none. */
  readonly firstPlaceFrom: (time: UtcMicros) => number;
  /** The place of a transfer; undefined where it moves nothing. */
  readonly placeOf: (transfer: NamedTransfer) => number | undefined;
  /** By id bytewise. */
  readonly conversions: () => readonly ListedConversion[];
  readonly conversionAt: (listed: number) => { readonly id: string; readonly account: AccountId };
}

/** A conversion of the ledger, and what decides whether it acts. Places are those of the legs that move something, as often and in the order in which they are named. */
export interface ListedConversion {
  /** Undefined where nothing that moves names it. */
  readonly account: number | undefined;
  readonly basis: Conversion["basis"];
  readonly outPlaces: readonly number[];
  readonly inPlaces: readonly number[];
  /** Is every leg a transfer of the ledger? */
  readonly isWhole: boolean;
  /** The latest time of its legs that move nothing; null where there are none. */
  readonly idleUntil: UtcMicros | null;
  /** Have all legs that move something one source, one time and one reference? */
  readonly isOneAct: boolean;
}

/** The first place whose time is later; the number of places where there is none. */
export function firstPlaceAfter(snapshot: LedgerSnapshot, time: UtcMicros): number {
  return snapshot.firstPlaceFrom((time + 1n) as UtcMicros);
}
