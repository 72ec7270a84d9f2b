import { fail } from "@tributary/domain";
import type { ReceivedFile } from "@tributary/pipeline-kit";

/** The bytes of an archive, at any position: its directory stands at its end. */
export interface ArchiveBytes {
  readonly byteCount: number;
  /** Exactly `length` bytes. Throws FILE_TRUNCATED where the archive has fewer. */
  readonly readAt: (position: number, length: number) => Promise<Uint8Array>;
}

/** Reads from the verified bytes of a received file: nothing is copied to a second place, which would hold people's data too. */
export function archiveBytesOf(received: Pick<ReceivedFile, "byteCount" | "readAt">): ArchiveBytes {
  const byteCount = Number(received.byteCount);
  return { byteCount, readAt: (position, length) => bounded({ position, length, byteCount }, received.readAt) };
}

export function archiveBytesOfMemory(bytes: Uint8Array): ArchiveBytes {
  const read = (position: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(bytes.subarray(position, position + length));
  return { byteCount: bytes.length, readAt: (position, length) => bounded({ position, length, byteCount: bytes.length }, read) };
}

interface Range {
  readonly position: number;
  readonly length: number;
  readonly byteCount: number;
}

async function bounded(
  { position, length, byteCount }: Range,
  read: (position: number, length: number) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const isInside = Number.isSafeInteger(position) && position >= 0 && length >= 0 && position + length <= byteCount;
  if (isInside) return read(position, length);
  return fail("FILE_TRUNCATED", {
    found: `a reference to bytes ${position} to ${position + length} in an archive of ${byteCount} bytes`,
    expected: "an archive whose directory refers to its own bytes; send it again",
  });
}
