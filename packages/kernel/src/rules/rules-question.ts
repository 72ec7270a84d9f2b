import type { TransferColumns } from "../columns.ts";
import type { AtomsLimbs } from "./layout.ts";

/** The rules that the kernel knows. `strict` is a column of reports, and `poison` marks without amounts. */
export type KernelRule = "fifo" | "lifo" | "pro-rata" | "libr" | "pifo" | "strict" | "poison";

/** Records in flat memory, of u32 each. */
export interface RecordList {
  readonly at: number;
  readonly count: number;
}

/** Nothing is listed. */
export const noRecords: RecordList = { at: 0, count: 0 };

/**
 * One question under one rule, in numbers and addresses of flat memory. What stands at the addresses is read, never written. Places, accounts, holdings and
 * assets are those of `columns`; claims are numbers from 0 in the order of the request.
 */
export interface RulesQuestion {
  readonly rule: KernelRule;
  readonly limbs: AtomsLimbs;
  readonly columns: TransferColumns;
  /** `limbs` u64 per holding: what it had before its first event. 0: nothing (openings that come late). */
  readonly openings: number;
  /** u8 per account: 1 where it is special and never holds; its stop is listed among `stops` like any other. 0: none is. */
  readonly accountFlags: number;
  /**
   * u8 per holding: 1 where it is followed. One that is not pays unattributed value and keeps nothing; what is traced must be set aside there, or the run
   * fails: the part of the ledger was cut wrongly. 0: all are followed.
   */
  readonly tracked: number;
  /** (account, first place, last place, number of the reason): by account, then place, no two overlapping. */
  readonly stops: RecordList;
  /** (place, claim), by place. */
  readonly transferSeeds: RecordList;
  /**
   * (place, account, claim, number of the reason + 1 where the account is a stop at the seed's time, else 0), in the order in which they start: before the event
   * of that place, at `eventCount` after the last. 0xffffffff: the seed never starts, and its account has hop 0 all the same.
   */
  readonly accountSeeds: RecordList;
  /** u32 per account: its first holding; u32 per holding: the account's next; 0xffffffff: none. Read where there are account seeds. */
  readonly firstHolding: number;
  readonly nextHolding: number;
  /** (holding, claim), by holding: its opening and its late lots have the label. */
  readonly openingSeeds: RecordList;
  /** (place, 1 for an out leg or 2 for an in leg, conversion), by place. Of an out leg the payee is not credited, of an in leg the payer not debited. */
  readonly legs: RecordList;
  /** By conversion: its account. */
  readonly conversionAccounts: readonly number[];
  readonly hopsMax: number | null;
  readonly accountsMax: number;
  /** `limbs` u64 per asset: traced receipts below it are set aside. 0: no dust. */
  readonly dust: number;
  readonly claimCount: number;
  /** Whether every move of traced value is entered in the log, or only those that are set aside or are legs. Under `poison` all are. */
  readonly logsMoves: boolean;
  /** Whether late lots are summed by holding. */
  readonly countsLate: boolean;
}

/** What a caller says while a run goes on. The kernel knows no clock. */
export interface RunControl {
  /** Asked before each step: why the run is to end here, or undefined. */
  readonly shouldStop?: () => string | undefined;
  readonly onProgress?: (done: number, total: number) => void;
  readonly eventsPerStep?: number;
}
