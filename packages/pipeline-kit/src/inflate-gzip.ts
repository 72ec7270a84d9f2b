import { createGunzip, type Gunzip } from "node:zlib";
import { fail } from "@tributary/domain";
import type { IngestLimits } from "./ingest-limits.ts";

/** A compressed piece is small, so that what one piece expands to stays within memory: at most 1032 times as much. */
const pieceBytes = 16 * 1024;

export interface InflateOptions {
  readonly origin: string;
  readonly limits: Pick<IngestLimits, "expandedBytesMax" | "ratioMax" | "ratioFreeBytes">;
}

/** RFC 1952: the two bytes with which a gzip file starts. */
export function isGzipMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses gzip, several members in a row included. Hands on every byte that can be decompressed, then throws
 * FILE_TRUNCATED where the data breaks off, FILE_UNREADABLE where it is damaged, FILE_TOO_LARGE where a limit is passed.
 */
export async function* inflateGzip(
  compressed: AsyncIterable<Uint8Array>,
  options: InflateOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const inflater = startInflater();
  let received = 0;
  let expanded = 0;
  try {
    for await (const chunk of compressed) {
      for (let at = 0; at < chunk.length && inflater.error() === undefined; at += pieceBytes) {
        const piece = chunk.subarray(at, at + pieceBytes);
        await inflater.write(piece);
        received += piece.length;
        const output = inflater.take();
        expanded += output.reduce((sum, part) => sum + part.length, 0);
        checkLimits({ received, expanded }, options);
        yield* output;
      }
    }
    await inflater.end();
    yield* inflater.take();
    if (inflater.error() !== undefined) failInflate(inflater.error(), { expanded, origin: options.origin });
    if (inflater.consumed() !== received) failTrailing(received - inflater.consumed(), options.origin);
  } finally {
    inflater.destroy();
  }
}

interface Inflater {
  readonly write: (piece: Uint8Array) => Promise<void>;
  readonly end: () => Promise<void>;
  readonly take: () => Uint8Array[];
  readonly error: () => unknown;
  readonly consumed: () => number;
  readonly destroy: () => void;
}

/**
 * Drives the decompressor by hand. Iterating the stream would lose what it had decompressed when it meets the error of a
 * truncated file; with a listener that is always ready, every byte before the error arrives.
 */
function startInflater(): Inflater {
  const gunzip: Gunzip = createGunzip();
  let output: Uint8Array[] = [];
  let error: unknown;
  // The callback of a write that fails is never called, so the error has to wake whoever waits for it.
  let wake = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    gunzip.on("data", (part: Uint8Array) => output.push(part));
    gunzip.on("end", () => resolve());
    gunzip.on("error", (reason) => {
      error = reason;
      wake();
      resolve();
    });
  });
  return {
    write: (piece) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        gunzip.write(piece, () => resolve());
      }),
    end: async () => {
      if (error === undefined) gunzip.end();
      await finished;
    },
    take: () => {
      const taken = output;
      output = [];
      return taken;
    },
    error: () => error,
    consumed: () => gunzip.bytesWritten,
    destroy: () => {
      gunzip.destroy();
    },
  };
}

function checkLimits(counts: { received: number; expanded: number }, { origin, limits }: InflateOptions): void {
  const { received, expanded } = counts;
  if (expanded > limits.expandedBytesMax) {
    fail("FILE_TOO_LARGE", {
      found: `more than ${limits.expandedBytesMax} bytes after decompression`,
      expected: `at most ${limits.expandedBytesMax} bytes (expandedBytesMax)`,
      where: { file: origin },
    });
  }
  if (expanded > limits.ratioFreeBytes && expanded > received * limits.ratioMax) {
    fail("FILE_TOO_LARGE", {
      found: `${expanded} bytes out of ${received} compressed ones`,
      expected: `at most ${limits.ratioMax} bytes out of each compressed one (ratioMax)`,
      where: { file: origin },
    });
  }
}

function failInflate(error: unknown, place: { expanded: number; origin: string }): never {
  const isTruncated = error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR";
  if (isTruncated) {
    fail("FILE_TRUNCATED", {
      found: `a gzip file that breaks off after ${place.expanded} bytes of content`,
      expected: "the whole file; send it again",
      where: { file: place.origin },
    });
  }
  return fail("FILE_UNREADABLE", {
    found: `damaged gzip data (${error instanceof Error ? error.message : "unknown"})`,
    expected: "a gzip file whose check sum is right; send it again",
    where: { file: place.origin },
  });
}

function failTrailing(byteCount: number, origin: string): never {
  return fail("FILE_UNREADABLE", {
    found: `${byteCount} bytes after the end of the gzip data`,
    expected: "gzip data and nothing else",
    where: { file: origin },
  });
}
