import { join } from "node:path";
import { type ArrowFile, createArrowFile } from "./arrow-file.ts";
import type { FileEntry } from "./manifest.ts";

/** Rows of a record batch: what is in memory of a column while it is written. */
export const batchRows: number = 1 << 18;

/** Of an amount that is wide, the last limb's highest bit; the row of the wide table stands in the first limb. */
const wideBit = 1n << 63n;
const limbsMax = 4;

/** Four limbs, from `amountAt` on. */
export interface Amount {
  readonly amounts: BigUint64Array;
  readonly amountAt: number;
}

/** Writes who pays whom how much, place by place. */
export interface MovementWriter {
  /** Adds a place. True where the batch is full: `flush` it then. */
  readonly add: (payer: number, payee: number, amount: Amount) => boolean;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<{ readonly movements: FileEntry; readonly wide: FileEntry; readonly wideCount: number }>;
}

/** Amounts of one limb stay below 2^63, of two below 2^127; the others go to the wide table from row `firstWide` on. */
export async function createMovementWriter(
  folder: string,
  { atomsLimbs, firstWide }: { readonly atomsLimbs: 1 | 2; readonly firstWide: number },
): Promise<MovementWriter> {
  const amountKind = atomsLimbs === 1 ? "u64" : "limbs2";
  const file = await createArrowFile(join(folder, "movements.arrow"), { payer: "u32", payee: "u32", atoms: amountKind });
  const wideFile = await createArrowFile(join(folder, "wide.arrow"), { atoms: "limbs4" });
  const payers = new Uint32Array(batchRows);
  const payees = new Uint32Array(batchRows);
  const atoms = new BigUint64Array(batchRows * atomsLimbs);
  const wides: bigint[] = [];
  let rows = 0;
  let wideCount = 0;
  const addWide = ({ amounts: limbs, amountAt: first }: Amount, at: number): void => {
    const row = BigInt(firstWide + wideCount + wides.length / limbsMax);
    for (let limb = 0; limb < limbsMax; limb += 1) wides.push(limbs[first + limb] ?? 0n);
    if (atomsLimbs === 1) atoms[at] = row | wideBit;
    else {
      atoms[at] = row;
      atoms[at + 1] = wideBit;
    }
  };
  const flush = async (): Promise<void> => {
    const columns = {
      payer: payers.subarray(0, rows),
      payee: payees.subarray(0, rows),
      atoms: atoms.subarray(0, rows * atomsLimbs),
    };
    await file.write(rows, columns);
    rows = 0;
    await writeWide(wideFile, wides);
    wideCount += wides.length / limbsMax;
    wides.length = 0;
  };
  return {
    add: (payer, payee, amount) => {
      const { amounts: limbs, amountAt: first } = amount;
      const at = rows * atomsLimbs;
      payers[rows] = payer;
      payees[rows] = payee;
      rows += 1;
      const low = limbs[first] ?? 0n;
      const next = limbs[first + 1] ?? 0n;
      const isHigh = limbs[first + 2] !== 0n || limbs[first + 3] !== 0n;
      if (isHigh || (atomsLimbs === 1 ? next !== 0n || low >= wideBit : next >= wideBit)) addWide(amount, at);
      else {
        atoms[at] = low;
        if (atomsLimbs === 2) atoms[at + 1] = next;
      }
      return rows === batchRows;
    },
    flush,
    close: async () => {
      await flush();
      return { movements: await file.close(), wide: await wideFile.close(), wideCount };
    },
  };
}

async function writeWide(file: ArrowFile, limbs: readonly bigint[]): Promise<void> {
  await file.write(limbs.length / limbsMax, { atoms: BigUint64Array.from(limbs) });
}
