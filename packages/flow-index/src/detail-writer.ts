import { join } from "node:path";
import { createArrowFile } from "./arrow-file.ts";
import type { FileEntry } from "./manifest.ts";
import type { MovementRow } from "./movement-rows.ts";
import { batchRows } from "./movement-writer.ts";
import { createTextBatch } from "./text-batch.ts";

/** Writes what a result says of a transfer and no rule reads. */
export interface DetailWriter {
  /** True where the batch is full: `flush` it then. */
  readonly add: (detail: MovementRow) => boolean;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<FileEntry>;
}

/** Set in the traits of a transfer with a reference, which may be an empty text. */
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
  const times = new Int32Array(batchRows * 2);
  const sequences = new Int32Array(batchRows * 2);
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
  return {
    add: (detail) => {
      times[rows * 2] = detail.timeLow;
      times[rows * 2 + 1] = detail.timeHigh;
      sequences[rows * 2] = detail.sequenceLow;
      sequences[rows * 2 + 1] = detail.sequenceHigh;
      sources[rows] = detail.sourceRank;
      traits[rows] = detail.traits | (detail.hasReference ? referenceTrait : 0);
      idBytes[rows] = detail.idBytes;
      texts.addBytes(detail.texts);
      rows += 1;
      return rows === batchRows;
    },
    flush,
    close: async () => {
      await flush();
      return file.close();
    },
  };
}
