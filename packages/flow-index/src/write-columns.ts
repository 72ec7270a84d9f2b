import { join } from "node:path";
import { type ColumnValues, createArrowFile } from "./arrow-file.ts";
import type { TextRows } from "./growing-texts.ts";
import type { FileEntry } from "./manifest.ts";
import { batchRows } from "./movement-writer.ts";
import { createTextBatch } from "./text-batch.ts";

/** Writes columns of numbers that lie in memory whole, each in a buffer of its own. */
export async function writeColumns(path: string, columns: Readonly<Record<string, Uint32Array>>): Promise<FileEntry> {
  const names = Object.keys(columns);
  const file = await createArrowFile(path, Object.fromEntries(names.map((name) => [name, "u32"])));
  const rows = Object.values(columns)[0]?.length ?? 0;
  for (let first = 0; first < rows; first += batchRows) {
    const end = Math.min(rows, first + batchRows);
    const batch = names.map((name): [string, ColumnValues] => [name, columns[name]?.subarray(first, end) ?? new Uint32Array()]);
    await file.write(end - first, Object.fromEntries(batch));
  }
  return file.close();
}

/** Writes what holdings end with: one row each, in one batch after another. */
export async function writeEnds(folder: string, words: Uint32Array): Promise<FileEntry> {
  const file = await createArrowFile(join(folder, "ends.arrow"), { atoms: "limbs2" });
  const rows = words.length / 4;
  for (let first = 0; first < rows; first += batchRows) {
    const end = Math.min(rows, first + batchRows);
    await file.write(end - first, { atoms: words.subarray(first * 4, end * 4) });
  }
  return file.close();
}

export interface TextWriter {
  readonly add: (text: string) => Promise<void>;
  readonly close: () => Promise<FileEntry>;
  readonly count: () => number;
}

/** Writes texts one after another. */
export async function createTextWriter(folder: string, name: string): Promise<TextWriter> {
  const file = await createArrowFile(join(folder, `${name}.arrow`), { text: "text" });
  const batch = createTextBatch(batchRows);
  let rows = 0;
  let count = 0;
  const flush = async (): Promise<void> => {
    await file.write(rows, { text: batch.take() });
    rows = 0;
  };
  return {
    add: async (text) => {
      batch.add(text);
      count += 1;
      rows += 1;
      if (rows === batchRows) await flush();
    },
    close: async () => {
      await flush();
      return file.close();
    },
    count: () => count,
  };
}

/** Writes rows of texts in an order. */
export async function writeTexts(path: string, texts: TextRows, order: Uint32Array): Promise<FileEntry> {
  const file = await createArrowFile(path, { text: "text" });
  const batch = createTextBatch(batchRows);
  for (let first = 0; first < order.length; first += batchRows) {
    const end = Math.min(order.length, first + batchRows);
    batch.addRows(texts, { order, first, end });
    await file.write(end - first, { text: batch.take() });
  }
  return file.close();
}
