import { createHash } from "node:crypto";
import { constants, type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Digest, fail, TributaryError, toDigest } from "@tributary/domain";
import { inflateGzip, isGzipMagic } from "./inflate-gzip.ts";
import type { IngestLimits } from "./ingest-limits.ts";

/** Bytes that are hashed, verified and handed on at a time. */
const chunkBytes = 1024 * 1024;
const headBytes = 512;

/** A file as received: its digest is of the bytes on disk, and only those bytes are ever handed to a reader. */
export interface ReceivedFile {
  /** The file's name without folders. */
  readonly origin: string;
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly isGzip: boolean;
  /** The first bytes after decompression, at most 512: they tell formats apart. */
  readonly head: Uint8Array;
  /**
   * The content, decompressed. Each piece is checked against what was hashed before it is handed on.
   * Throws FILE_TRUNCATED after the last byte of a gzip file that breaks off.
   */
  readonly bytes: () => AsyncGenerator<Uint8Array, void, undefined>;
  /**
   * Bytes as received, at any position, each chunk checked against what was hashed before any of it is handed on. Fewer than `length`
   * only at the end of the file. For formats whose directory stands at their end.
   */
  readonly readAt: (position: number, length: number) => Promise<Uint8Array>;
  /** Writes the decompressed content into `directory`, for readers that need a path; answers the path. */
  readonly copyInto: (directory: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface OpenReceivedFile {
  readonly path: string;
  readonly limits: IngestLimits;
  readonly onBytes?: (phase: "hashing" | "reading", done: bigint, total: bigint) => void;
}

/**
 * Opens, hashes and, where it is compressed, tests a file. A regular file only: no folder, device, pipe or socket.
 * Errors: FILE_UNREADABLE, FILE_TOO_LARGE. A gzip file that breaks off opens; one whose check sum fails does not,
 * since none of its content can be relied on.
 */
export async function openReceivedFile(request: OpenReceivedFile): Promise<ReceivedFile> {
  const origin = originOf(request.path);
  const handle = await openRegular(request.path, origin);
  try {
    const source = await hashFile(handle, { ...request, origin });
    const { onBytes: _, ...silent } = source;
    return { ...describe(handle, source), head: await readHead(describe(handle, silent)) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** A file's name without folders. Its sender chose it, so control and direction characters are made visible before anybody reads it. */
export function originOf(path: string): string {
  return basename(path).replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

interface HashedSource extends OpenReceivedFile {
  readonly origin: string;
  readonly sha256: Digest;
  readonly byteCount: number;
  readonly chunkDigests: readonly string[];
  readonly isGzip: boolean;
}

async function openRegular(path: string, origin: string): Promise<FileHandle> {
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) =>
    fail("FILE_UNREADABLE", { found: reasonOf(error), expected: "a file that exists and may be read", where: { file: origin } }),
  );
  const stat = await handle.stat();
  if (stat.isFile()) return handle;
  await handle.close();
  return fail("FILE_UNREADABLE", {
    found: stat.isDirectory() ? "a folder" : "a device, pipe or socket",
    expected: "a regular file",
    where: { file: origin },
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "an error";
}

async function hashFile(handle: FileHandle, request: OpenReceivedFile & { readonly origin: string }): Promise<HashedSource> {
  const { origin, limits } = request;
  const { size } = await handle.stat();
  if (size > limits.fileBytesMax) {
    fail("FILE_TOO_LARGE", {
      found: `${size} bytes`,
      expected: `at most ${limits.fileBytesMax} bytes (fileBytesMax)`,
      where: { file: origin },
    });
  }
  const whole = createHash("sha256");
  const chunkDigests: string[] = [];
  let byteCount = 0;
  let isGzip = false;
  for await (const chunk of readChunks(handle, size)) {
    if (byteCount === 0) isGzip = isGzipMagic(chunk);
    whole.update(chunk);
    chunkDigests.push(digestChunk(chunk));
    byteCount += chunk.length;
    request.onBytes?.("hashing", BigInt(byteCount), BigInt(size));
  }
  if (byteCount !== size) failChanged(origin);
  return { ...request, sha256: toDigest(whole.digest("hex")), byteCount, chunkDigests, isGzip };
}

function describe(handle: FileHandle, source: HashedSource): Omit<ReceivedFile, "head"> {
  const { origin, sha256, isGzip, byteCount } = source;
  const bytes = (): AsyncGenerator<Uint8Array, void, undefined> =>
    isGzip ? inflateGzip(readVerified(handle, source), { origin, limits: source.limits }) : readVerified(handle, source);
  return {
    origin,
    sha256,
    byteCount: BigInt(byteCount),
    isGzip,
    bytes,
    readAt: createRangeReader(handle, source),
    copyInto: async (directory) => {
      const path = join(directory, "content");
      const copy = await open(path, "wx", 0o600);
      try {
        for await (const piece of bytes()) await copy.writeFile(piece);
      } finally {
        await copy.close();
      }
      return path;
    },
    close: () => handle.close(),
  };
}

/** Reads the file once more against its chunks' digests: what is parsed is what was hashed, or nothing. */
async function* readVerified(handle: FileHandle, source: HashedSource): AsyncGenerator<Uint8Array, void, undefined> {
  let index = 0;
  let done = 0;
  for await (const chunk of readChunks(handle, source.byteCount)) {
    if (digestChunk(chunk) !== source.chunkDigests[index]) failChanged(source.origin);
    index += 1;
    done += chunk.length;
    source.onBytes?.("reading", BigInt(done), BigInt(source.byteCount));
    yield chunk;
  }
  if (done !== source.byteCount) failChanged(source.origin);
}

/** Keeps the last chunk, since ranges are mostly read one after another. */
function createRangeReader(handle: FileHandle, source: HashedSource): ReceivedFile["readAt"] {
  let kept: { readonly index: number; readonly chunk: Uint8Array } | undefined;
  const chunkAt = async (index: number): Promise<Uint8Array> => {
    if (kept?.index === index) return kept.chunk;
    const start = index * chunkBytes;
    const chunk = new Uint8Array(Math.min(chunkBytes, source.byteCount - start));
    const filled = await fill(handle, chunk, start);
    if (filled !== chunk.length || digestChunk(chunk) !== source.chunkDigests[index]) failChanged(source.origin);
    kept = { index, chunk };
    return chunk;
  };
  return async (position, length) => {
    const end = Math.min(position + length, source.byteCount);
    const read = new Uint8Array(Math.max(end - position, 0));
    for (let at = position; at < end; ) {
      const index = Math.floor(at / chunkBytes);
      const piece = (await chunkAt(index)).subarray(at - index * chunkBytes, end - index * chunkBytes);
      read.set(piece, at - position);
      at += piece.length;
    }
    return read;
  };
}

async function* readChunks(handle: FileHandle, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  let position = 0;
  while (position <= size) {
    // One byte beyond the size that was stated shows a file that grows.
    const chunk = new Uint8Array(Math.min(chunkBytes, size - position + 1));
    const filled = await fill(handle, chunk, position);
    if (filled === 0) return;
    position += filled;
    yield chunk.subarray(0, filled);
  }
}

async function fill(handle: FileHandle, chunk: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < chunk.length) {
    const { bytesRead } = await handle.read(chunk, filled, chunk.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

/** Compressed content is inflated to its end once before anything is read from it: a failed check sum spoils it all. */
async function readHead(received: Omit<ReceivedFile, "head">): Promise<Uint8Array> {
  const head: number[] = [];
  try {
    for await (const piece of received.bytes()) {
      if (head.length < headBytes) head.push(...piece.subarray(0, headBytes - head.length));
      if (!received.isGzip && head.length >= headBytes) break;
    }
  } catch (error) {
    if (!(error instanceof TributaryError && error.code === "FILE_TRUNCATED")) throw error;
  }
  return Uint8Array.from(head);
}

function digestChunk(chunk: Uint8Array): string {
  return createHash("sha256").update(chunk).digest("hex");
}

function failChanged(origin: string): never {
  return fail("FILE_UNREADABLE", {
    found: "other bytes than when the file was hashed",
    expected: "a file that nobody writes to while it is read",
    where: { file: origin },
  });
}
