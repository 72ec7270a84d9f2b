import type { FlatMemory } from "../memory.ts";
import { type AtomsLimbs, layoutOf, readAtoms } from "./layout.ts";

/** Kinds of records (assembly/log.ts says when each is entered). */
export const recordKind = {
  seed: 1,
  seedTransfer: 2,
  settle: 3,
  move: 4,
  convertOut: 5,
  convertIn: 6,
  convertTaken: 7,
  hold: 8,
} as const;

/** Verdicts on a receipt; from `firstStop` on the number of a stop's reason. */
export const verdict = { held: 0, hopsMax: 1, accountsMax: 2, dust: 3, firstStop: 4 } as const;

/** Records of the log in the order of events. They are good until the call that was given them returns. */
export interface LogRecords {
  readonly count: number;
  readonly kind: (index: number) => number;
  /** -1: unattributed. */
  readonly claim: (index: number) => number;
  readonly place: (index: number) => number;
  /** The holding that receives; of a settlement the one that pays. */
  readonly holding: (index: number) => number;
  readonly verdict: (index: number) => number;
  readonly conversion: (index: number) => number;
  readonly atoms: (index: number) => bigint;
}

export type OnRecords = (records: LogRecords) => void;

export function readLog(
  memory: FlatMemory,
  from: number,
  { count, limbs }: { readonly count: number; readonly limbs: AtomsLimbs },
): LogRecords {
  const bytes = layoutOf(limbs).logBytes;
  const fields = memory.u32(from, (count * bytes) / 4);
  const column = memory.u64(from, (count * bytes) / 8);
  const stride = bytes / 4;
  const field = (index: number, at: number): number => fields[index * stride + at] ?? 0;
  return {
    count,
    kind: (index) => field(index, 0),
    claim: (index) => field(index, 1) | 0,
    place: (index) => field(index, 2),
    holding: (index) => field(index, 3),
    verdict: (index) => field(index, 4),
    conversion: (index) => field(index, 5),
    atoms: (index) => readAtoms(column, (index * bytes) / 8 + 3, limbs),
  };
}
