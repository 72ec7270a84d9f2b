import { join } from "node:path";
import type { NamedTransfer } from "@tributary/ledger";
import { type LazyColumns, openLazyColumns } from "./lazy-columns.ts";
import type { BatchEntry, FileEntry, IndexManifest } from "./manifest.ts";

export interface NameSource {
  readonly directory: string;
  readonly manifest: IndexManifest;
  readonly transferAt: (place: number) => NamedTransfer;
  readonly idle: () => readonly NamedTransfer[];
}

/** The transfers that have one of these names, in ledger order. Reads all ids once: for the few names of a request, where no store is at hand. */
export function findNames({ directory, manifest, transferAt, idle }: NameSource, names: readonly string[]): NamedTransfer[] {
  const wanted = new Set(names);
  const ids = [...new Set(names.flatMap(idsOf))].map((id) => Buffer.from(id, "utf8"));
  const places = manifest.segments.flatMap((segment) => {
    const file = openLazyColumns(join(directory, segment.name), segment.files.details);
    const rows = findRows(file, segment.files.details, ids);
    file.close();
    return rows.map((row) => segment.places.first + row);
  });
  const moving = places.sort((a, b) => a - b).map(transferAt);
  return [...moving, ...idle()].filter(({ name }) => wanted.has(name));
}

/** A name is an id, or a source and an id. */
function idsOf(name: string): string[] {
  const ids = [name];
  for (let colon = name.indexOf(":"); colon >= 0; colon = name.indexOf(":", colon + 1)) ids.push(name.slice(colon + 1));
  return ids;
}

function findRows(lazy: LazyColumns, file: FileEntry, ids: readonly Buffer[]): number[] {
  let first = 0;
  return file.batches.flatMap((batch) => {
    const rows = searchBatch(lazy, batch, { ids, first });
    first += batch.rows;
    return rows;
  });
}

/** Each text begins with the id; the reference follows it. */
function searchBatch(
  lazy: LazyColumns,
  { rows, columns }: BatchEntry,
  { ids, first }: { readonly ids: readonly Buffer[]; readonly first: number },
): number[] {
  const place = columns["texts"];
  if (place === undefined || rows === 0) return [];
  const bytes = lazy.raw(place.offset, place.bytes);
  const offsets = lazy.raw(place.offsetsAt ?? 0, (rows + 1) * 4);
  const startOf = (row: number): number => offsets.readInt32LE(row * 4);
  const found: number[] = [];
  for (const id of ids) {
    for (let at = bytes.indexOf(id); at >= 0; at = bytes.indexOf(id, at + 1)) {
      const row = rowAt(startOf, rows, at);
      if (startOf(row) === at && lazy.u32("idBytes", first + row) === id.length) found.push(first + row);
    }
  }
  return found;
}

/** The last row that starts at a byte or before it. */
function rowAt(startOf: (row: number) => number, rows: number, at: number): number {
  let low = 0;
  let high = rows - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (startOf(middle) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
