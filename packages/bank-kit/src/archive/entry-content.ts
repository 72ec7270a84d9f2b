import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { fail, type Locator, showFound, TributaryError } from "@tributary/domain";
import type { ArchiveBytes } from "./archive-bytes.ts";
import type { StatedEntry } from "./read-directory.ts";

const pieceBytes = 64 * 1024;

/**
 * The content of an entry, inflated piece by piece. Throws FILE_UNREADABLE after the last piece where the content has not the
 * size or the check sum that the directory states, and before the first piece that is more than it states.
 */
export async function* readEntryContent(
  bytes: ArchiveBytes,
  stated: StatedEntry,
  origin: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { entry, index, local, name } = stated;
  const where: Locator = { file: origin, path: showFound(name), record: `entry ${index}` };
  if (!("fileDataStart" in local)) fail(local.code, { ...local, where });
  const packed = { start: local.fileDataStart, byteCount: entry.compressedSize };
  let byteCount = 0;
  let sum = 0;
  const pieces = entry.compressionMethod === 8 ? inflate(bytes, packed, where) : readPacked(bytes, packed);
  for await (const piece of pieces) {
    byteCount += piece.length;
    if (byteCount > entry.uncompressedSize) failSize(`more than ${entry.uncompressedSize} bytes`, entry.uncompressedSize, where);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (byteCount < entry.uncompressedSize) failSize(`${byteCount} bytes`, entry.uncompressedSize, where);
  if (sum !== entry.crc32) {
    const found = `content with the check sum ${hex(sum)}`;
    fail("FILE_UNREADABLE", { found, expected: `the check sum that the archive states, ${hex(entry.crc32)}`, where });
  }
}

interface Packed {
  readonly start: number;
  readonly byteCount: number;
}

async function* readPacked(bytes: ArchiveBytes, { start, byteCount }: Packed): AsyncGenerator<Uint8Array, void, undefined> {
  for (let done = 0; done < byteCount; done += pieceBytes) {
    yield await bytes.readAt(start + done, Math.min(pieceBytes, byteCount - done));
  }
}

async function* inflate(bytes: ArchiveBytes, packed: Packed, where: Locator): AsyncGenerator<Uint8Array, void, undefined> {
  const source = Readable.from(readPacked(bytes, packed), { objectMode: false });
  const inflater = createInflateRaw();
  source.once("error", (error) => inflater.destroy(error));
  source.pipe(inflater);
  try {
    for await (const piece of inflater) {
      if (piece instanceof Uint8Array) yield piece;
    }
  } catch (error) {
    if (error instanceof TributaryError) throw error;
    const found = `compressed content that cannot be read (${error instanceof Error ? error.message : "an error"})`;
    fail("FILE_UNREADABLE", { found, expected: "deflated content; send the archive again", where });
  } finally {
    source.destroy();
    inflater.destroy();
  }
  if (inflater.bytesWritten !== packed.byteCount) {
    const found = `${packed.byteCount - inflater.bytesWritten} bytes after the end of the compressed content`;
    fail("FILE_UNREADABLE", { found, expected: "content that fills its entry", where });
  }
}

function failSize(found: string, stated: number, where: Locator): never {
  return fail("FILE_UNREADABLE", { found, expected: `the ${stated} bytes that the archive states`, where });
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}
