import { join } from "node:path";
import { type LazyFile, openLazyFile } from "./lazy-file.ts";
import type { BatchEntry, ColumnPlace, FileEntry } from "./manifest.ts";
import { failDamaged } from "./read-columns.ts";

/** Values of a file's columns by row, read when they are asked for. */
export interface LazyColumns {
  readonly rows: number;
  readonly text: (column: string, row: number) => string;
  /** A text's UTF-8; it must not be changed. */
  readonly textBytes: (column: string, row: number) => Buffer;
  /** All texts of a column. */
  readonly texts: (column: string) => string[];
  readonly u32: (column: string, row: number) => number;
  readonly u8: (column: string, row: number) => number;
  readonly i64: (column: string, row: number) => bigint;
  /** Bytes of the file itself. */
  readonly raw: (offset: number, length: number) => Buffer;
  readonly close: () => void;
}

export function openLazyColumns(folder: string, file: FileEntry): LazyColumns {
  const path = join(folder, file.path);
  const lazy = openLazyFile(path, file.blocks);
  const starts: number[] = [];
  let rows = 0;
  for (const batch of file.batches) {
    starts.push(rows);
    rows += batch.rows;
  }
  const find = (column: string, row: number): { readonly place: ColumnPlace; readonly at: number } => {
    const index = findBatch(starts, row);
    const batch: BatchEntry | undefined = file.batches[index];
    const place = batch?.columns[column];
    const at = row - (starts[index] ?? 0);
    if (batch === undefined || place === undefined || at >= batch.rows) return failDamaged(path, `no row ${row} of ${column}`);
    return { place, at };
  };
  // Asked for every value of a long trace: no object is made for it.
  const offsetOf = (column: string, row: number, width: number): number => {
    const index = findBatch(starts, row);
    const place = file.batches[index]?.columns[column];
    return place === undefined || row >= rows ? find(column, row).at : place.offset + (row - (starts[index] ?? 0)) * width;
  };
  const textBytes = (column: string, row: number): Buffer => {
    const { place, at } = find(column, row);
    const ends = (place.offsetsAt ?? 0) + at * 4;
    const start = lazy.u32(ends);
    return lazy.read(place.offset + start, lazy.u32(ends + 4) - start);
  };
  return {
    rows,
    text: (column, row) => textBytes(column, row).toString("utf8"),
    textBytes,
    texts: (column) => file.batches.flatMap((batch) => readTexts(lazy, batch, column)),
    u32: (column, row) => lazy.u32(offsetOf(column, row, 4)),
    u8: (column, row) => lazy.u8(offsetOf(column, row, 1)),
    i64: (column, row) => lazy.i64(offsetOf(column, row, 8)),
    raw: lazy.read,
    close: lazy.close,
  };
}

function readTexts(lazy: LazyFile, { rows, columns }: BatchEntry, column: string): string[] {
  const place = columns[column];
  const offsets = lazy.read(place?.offsetsAt ?? 0, (rows + 1) * 4);
  const bytes = lazy.read(place?.offset ?? 0, place?.bytes ?? 0);
  return Array.from({ length: rows }, (_, row) =>
    bytes.toString("utf8", offsets.readInt32LE(row * 4), offsets.readInt32LE(row * 4 + 4)),
  );
}

/** The last batch that begins at the row or before it. */
function findBatch(starts: readonly number[], row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}
