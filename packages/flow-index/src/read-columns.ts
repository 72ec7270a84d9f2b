import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { fail } from "@tributary/domain";
import type { ColumnPlace, FileEntry } from "./manifest.ts";

/** A column of a file, to be read to a stretch of memory. */
export interface ColumnTarget {
  readonly folder: string;
  readonly file: FileEntry;
  readonly column: string;
  readonly into: Uint8Array;
}

/** A pipe in a file's place is not waited for. */
export const readingFlags: number = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reads several at a time, since each waits for its own disk read. */
const readersMax = 4;

/** Reads columns as they are; each piece is held against its checksum. Errors: STORE_DAMAGED where a file is missing, cut or changed. */
export async function readColumns(targets: readonly ColumnTarget[]): Promise<void> {
  const pieces = targets.flatMap(listPieces);
  let next = 0;
  const read = async (): Promise<void> => {
    for (let piece = pieces[next++]; piece !== undefined; piece = pieces[next++]) await readPiece(piece);
  };
  await Promise.all(Array.from({ length: readersMax }, read));
}

interface Piece {
  readonly path: string;
  readonly place: ColumnPlace;
  readonly into: Uint8Array;
}

function listPieces({ folder, file, column, into }: ColumnTarget): Piece[] {
  const path = join(folder, file.path);
  let at = 0;
  const pieces = file.batches.map(({ columns }): Piece => {
    const place = columns[column] ?? failDamaged(path, `no column ${column}`);
    const piece = { path, place, into: into.subarray(at, at + place.bytes) };
    at += place.bytes;
    return piece;
  });
  if (at !== into.length) failDamaged(path, `${at} bytes of column ${column} where ${into.length} belong`);
  return pieces;
}

async function readPiece({ path, place, into }: Piece): Promise<void> {
  const file = await open(path, readingFlags).catch(() => failDamaged(path, "no file"));
  try {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await file
        .read(into, done, into.length - done, place.offset + done)
        .catch((error: unknown) => failDamaged(path, unreadable(error)));
      if (bytesRead === 0) failDamaged(path, "a file that ends too early");
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
  if (crc32(into) !== place.crc32) failDamaged(path, "other bytes than were written");
}

/** What the disk says of a file that is there and cannot be read. */
export function unreadable(error: unknown): string {
  return `what cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** What is wrong with which file. */
export function failDamaged(path: string, found: string): never {
  return fail("STORE_DAMAGED", {
    found,
    expected: "the index as it was built; build it anew with `tributary index build --whole`",
    where: { file: path },
  });
}
