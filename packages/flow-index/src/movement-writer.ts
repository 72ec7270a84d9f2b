import { join } from "node:path";
import { type ArrowFile, createArrowFile } from "./arrow-file.ts";
import type { FileEntry } from "./manifest.ts";
import { amountWords, type MovementBlock } from "./movement-blocks.ts";

/** Rows of a record batch: what is in memory of a column while it is written. */
export const batchRows: number = 1 << 18;

/** Of an amount that is wide, the last limb's highest bit; the row of the wide table stands in the first limb. */
const wideBit = 0x8000_0000;
const wordRange = 2 ** 32;

/** Writes who pays whom how much, place by place. */
export interface MovementWriter {
  /** Adds a block's movements. `payers`, `payees`: their holdings, in ledger order. */
  readonly add: (block: MovementBlock, holdings: MovementEnds) => Promise<void>;
  readonly close: () => Promise<{ readonly movements: FileEntry; readonly wide: FileEntry; readonly wideCount: number }>;
}

export interface MovementEnds {
  readonly payers: Uint32Array;
  readonly payees: Uint32Array;
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
  const placeWords = atomsLimbs * 2;
  const atoms = new Uint32Array(batchRows * placeWords);
  const wides: number[] = [];
  let rows = 0;
  let wideCount = 0;
  /** Are all words from the last one that fits on zero, and its highest bit? */
  const isNarrow = (words: Uint32Array, first: number): boolean => {
    for (let word = placeWords; word < amountWords; word += 1) if (words[first + word] !== 0) return false;
    return (words[first + placeWords - 1] ?? 0) < wideBit;
  };
  const addWide = (words: Uint32Array, first: number, at: number): void => {
    const row = firstWide + wideCount + wides.length / amountWords;
    for (let word = 0; word < amountWords; word += 1) wides.push(words[first + word] ?? 0);
    atoms.fill(0, at, at + placeWords);
    atoms[at] = row % wordRange;
    atoms[at + 1] = Math.floor(row / wordRange);
    atoms[at + placeWords - 1] = (atoms[at + placeWords - 1] ?? 0) | wideBit;
  };
  const flush = async (): Promise<void> => {
    const columns = {
      payer: payers.subarray(0, rows),
      payee: payees.subarray(0, rows),
      atoms: new BigUint64Array(atoms.buffer, 0, rows * atomsLimbs),
    };
    await file.write(rows, columns);
    rows = 0;
    await writeWide(wideFile, wides);
    wideCount += wides.length / amountWords;
    wides.length = 0;
  };
  const addAmount = (words: Uint32Array, first: number, at: number): void => {
    if (isNarrow(words, first)) for (let word = 0; word < placeWords; word += 1) atoms[at + word] = words[first + word] ?? 0;
    else addWide(words, first, at);
  };
  return {
    add: async ({ count, order, amounts }, holdings) => {
      for (let done = 0; done < count; ) {
        const end = Math.min(count, done + batchRows - rows);
        payers.set(holdings.payers.subarray(done, end), rows);
        payees.set(holdings.payees.subarray(done, end), rows);
        for (let index = done; index < end; index += 1)
          addAmount(amounts, (order?.[index] ?? index) * amountWords, (rows + index - done) * placeWords);
        rows += end - done;
        done = end;
        if (rows === batchRows) await flush();
      }
    },
    close: async () => {
      await flush();
      return { movements: await file.close(), wide: await wideFile.close(), wideCount };
    },
  };
}

async function writeWide(file: ArrowFile, words: readonly number[]): Promise<void> {
  await file.write(words.length / amountWords, { atoms: Uint32Array.from(words) });
}
