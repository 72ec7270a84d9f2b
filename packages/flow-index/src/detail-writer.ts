import { join } from "node:path";
import { createArrowFile } from "./arrow-file.ts";
import type { FileEntry } from "./manifest.ts";
import type { MovementRow } from "./movement-rows.ts";
import { batchRows } from "./movement-writer.ts";
import { createTextBatch } from "./text-batch.ts";

/** What a result says of a transfer and no rule reads. */
export type TransferDetail = Pick<
  MovementRow,
  "time" | "sequence" | "sourceRank" | "traits" | "hasReference" | "idBytes" | "texts"
>;

export interface DetailWriter {
  /** True where the batch is full: `flush` it then. */
  readonly add: (detail: TransferDetail) => boolean;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<FileEntry>;
}

/** Set in the traits of a transfer with a reference, which may be an empty text. */
export const referenceTrait = 64;

export const detailKinds = {
  time: "i64",
  sequence: "i64",
  source: "u32",
  traits: "u8",
  idBytes: "u32",
  texts: "text",
} as const;

export async function createDetailWriter(folder: string): Promise<DetailWriter> {
  const file = await createArrowFile(join(folder, "details.arrow"), detailKinds);
  const times = new BigInt64Array(batchRows);
  const sequences = new BigInt64Array(batchRows);
  const sources = new Uint32Array(batchRows);
  const traits = new Uint8Array(batchRows);
  const idBytes = new Uint32Array(batchRows);
  const texts = createTextBatch(batchRows);
  let rows = 0;
  const flush = async (): Promise<void> => {
    await file.write(rows, {
      time: times.subarray(0, rows),
      sequence: sequences.subarray(0, rows),
      source: sources.subarray(0, rows),
      traits: traits.subarray(0, rows),
      idBytes: idBytes.subarray(0, rows),
      texts: texts.take(),
    });
    rows = 0;
  };
  return {
    add: (detail) => {
      times[rows] = detail.time;
      sequences[rows] = detail.sequence;
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
