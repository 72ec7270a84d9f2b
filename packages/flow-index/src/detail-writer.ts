import { join } from "node:path";
import { createArrowFile } from "./arrow-file.ts";
import type { FileEntry } from "./manifest.ts";
import type { MovementBlock } from "./movement-blocks.ts";
import { batchRows } from "./movement-writer.ts";
import { createTextBatch } from "./text-batch.ts";

/** Writes what a result says of a transfer and no rule reads. */
export interface DetailWriter {
  /** Adds a block's movements in ledger order. `sources`: their numbers by row. */
  readonly add: (block: MovementBlock, sources: Uint32Array) => Promise<void>;
  readonly close: () => Promise<FileEntry>;
}

/** Set in the traits of a transfer with a reference, which may be an empty text. As the ledger's query writes it. */
export const referenceTrait = 64;

const detailKinds = {
  time: "i64",
  sequence: "i64",
  source: "u32",
  traits: "u8",
  idBytes: "u32",
  texts: "text",
} as const;

export async function createDetailWriter(folder: string): Promise<DetailWriter> {
  const file = await createArrowFile(join(folder, "details.arrow"), detailKinds);
  const times = new Uint32Array(batchRows * 2);
  const sequences = new Uint32Array(batchRows * 2);
  const sources = new Uint32Array(batchRows);
  const traits = new Uint8Array(batchRows);
  const idBytes = new Uint32Array(batchRows);
  const texts = createTextBatch(batchRows);
  let rows = 0;
  const flush = async (): Promise<void> => {
    await file.write(rows, {
      time: new BigInt64Array(times.buffer, 0, rows),
      sequence: new BigInt64Array(sequences.buffer, 0, rows),
      source: sources.subarray(0, rows),
      traits: traits.subarray(0, rows),
      idBytes: idBytes.subarray(0, rows),
      texts: texts.take(),
    });
    rows = 0;
  };
  const addRow = (block: MovementBlock, row: number, source: number): void => {
    times[rows * 2] = block.times[row * 2] ?? 0;
    times[rows * 2 + 1] = block.times[row * 2 + 1] ?? 0;
    sequences[rows * 2] = block.sequences[row * 2] ?? 0;
    sequences[rows * 2 + 1] = block.sequences[row * 2 + 1] ?? 0;
    sources[rows] = source;
    traits[rows] = block.traits[row] ?? 0;
    idBytes[rows] = block.idBytes[row] ?? 0;
    rows += 1;
  };
  return {
    add: async (block, numbers) => {
      const { order, count } = block;
      for (let done = 0; done < count; ) {
        const end = Math.min(count, done + batchRows - rows);
        for (let index = done; index < end; index += 1) {
          const row = order?.[index] ?? index;
          addRow(block, row, numbers[row] ?? 0);
        }
        texts.addRows(block.texts, { order, first: done, end });
        done = end;
        if (rows === batchRows) await flush();
      }
    },
    close: async () => {
      await flush();
      return file.close();
    },
  };
}
