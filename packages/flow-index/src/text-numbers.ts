import { join } from "node:path";
import { compareBytewise } from "@tributary/domain";
import { type LazyColumns, openLazyColumns } from "./lazy-columns.ts";
import type { FileEntry, IndexManifest, Stretch } from "./manifest.ts";
import { readColumns } from "./read-columns.ts";

/** Texts in bytewise order that have consecutive numbers. */
export interface TextPart {
  readonly stretch: Stretch;
  readonly folder: string;
  readonly file: FileEntry;
}

/** Texts and their numbers. */
export interface TextNumbers {
  readonly numberOf: (text: string) => number | undefined;
  readonly textOf: (number: number) => string;
  /** Numbers of the texts that begin so. */
  readonly numbersFrom: (beginning: string) => readonly number[];
  readonly close: () => void;
}

/** The parts in which an index keeps its accounts. */
export function accountParts(directory: string, { segments, sides }: Pick<IndexManifest, "segments" | "sides">): TextPart[] {
  const strangers = { stretch: sides.accounts, folder: join(directory, sides.name), file: sides.files.accounts };
  return [...segmentAccountParts(directory, segments), strangers];
}

/** Those that a movement names. */
export function segmentAccountParts(directory: string, segments: IndexManifest["segments"]): TextPart[] {
  return segments.map(({ name, accounts, files }) => ({
    stretch: accounts,
    folder: join(directory, name),
    file: files.accounts,
  }));
}

export function assetParts(directory: string, { segments }: Pick<IndexManifest, "segments">): TextPart[] {
  return segments.map(({ name, assets, files }) => ({ stretch: assets, folder: join(directory, name), file: files.assets }));
}

/** Reads from the files at every question: for the few texts of a trace. */
export function openTextNumbers(parts: readonly TextPart[]): TextNumbers {
  const opened = parts
    .filter(({ stretch }) => stretch.count > 0)
    .map((part) => ({ ...part, lazy: openLazyColumns(part.folder, part.file) }));
  return {
    numberOf: (text) => {
      const bytes = Buffer.from(text, "utf8");
      for (const { stretch, lazy } of opened) {
        const row = search(stretch.count, (middle) => Buffer.compare(Buffer.from(lazy.text("text", middle), "utf8"), bytes));
        if (row !== undefined) return stretch.first + row;
      }
      return undefined;
    },
    textOf: (number) => {
      const part = opened.find(({ stretch }) => number >= stretch.first && number < stretch.first + stretch.count);
      if (part === undefined) throw new Error(`broken invariant: ${number} is the number of a text`);
      return part.lazy.text("text", number - part.stretch.first);
    },
    numbersFrom: (beginning) =>
      opened.flatMap(({ stretch, lazy }) => {
        const numbers: number[] = [];
        for (let row = firstFrom(stretch.count, lazy, beginning); row < stretch.count; row += 1) {
          if (!lazy.text("text", row).startsWith(beginning)) break;
          numbers.push(stretch.first + row);
        }
        return numbers;
      }),
    close: () => {
      for (const { lazy } of opened) lazy.close();
    },
  };
}

/** Reads all texts into memory first: for the many of a build. */
export async function loadTextNumbers(parts: readonly TextPart[]): Promise<Pick<TextNumbers, "numberOf">> {
  const loaded = await Promise.all(parts.filter(({ stretch }) => stretch.count > 0).map(loadPart));
  return {
    numberOf: (text) => {
      const bytes = Buffer.from(text, "utf8");
      for (const { stretch, batches } of loaded) {
        const row = search(stretch.count, (middle) => compareLoaded(batches, middle, bytes));
        if (row !== undefined) return stretch.first + row;
      }
      return undefined;
    },
  };
}

interface LoadedBatch {
  readonly firstRow: number;
  readonly offsets: Int32Array;
  readonly bytes: Buffer;
}

async function loadPart({ stretch, folder, file }: TextPart): Promise<{ stretch: Stretch; batches: readonly LoadedBatch[] }> {
  const batches: LoadedBatch[] = [];
  let firstRow = 0;
  for (const batch of file.batches) {
    const place = batch.columns["text"];
    const bytes = Buffer.alloc(place?.bytes ?? 0);
    await readColumns([{ folder, file: { ...file, batches: [batch] }, column: "text", into: bytes }]);
    batches.push({ firstRow, offsets: readOffsets(openLazyColumns(folder, file), batch.rows, place?.offsetsAt ?? 0), bytes });
    firstRow += batch.rows;
  }
  return { stretch, batches };
}

function readOffsets(lazy: LazyColumns, rows: number, at: number): Int32Array {
  const bytes = lazy.raw(at, (rows + 1) * 4);
  lazy.close();
  const offsets = new Int32Array(rows + 1);
  new Uint8Array(offsets.buffer).set(bytes);
  return offsets;
}

function compareLoaded(batches: readonly LoadedBatch[], row: number, text: Buffer): number {
  let index = batches.length - 1;
  while (index > 0 && (batches[index]?.firstRow ?? 0) > row) index -= 1;
  const batch = batches[index];
  if (batch === undefined) return 1;
  const at = row - batch.firstRow;
  return batch.bytes.compare(text, 0, text.length, batch.offsets[at] ?? 0, batch.offsets[at + 1] ?? 0);
}

/** The first row whose text is not bytewise before; `count` where all are. */
function firstFrom(count: number, lazy: LazyColumns, text: string): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareBytewise(lazy.text("text", middle), text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The row whose text compares as equal. */
function search(count: number, compare: (row: number) => number): number | undefined {
  let low = 0;
  let high = count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const order = compare(middle);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}
