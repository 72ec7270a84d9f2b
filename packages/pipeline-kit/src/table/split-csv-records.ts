import { createHash, type Hash } from "node:crypto";
import { type Digest, digestBytes, toDigest } from "@tributary/domain";

/** The bytes of one CSV record, its line end left out. */
export interface CsvRecord {
  /** The line on which the record starts, counted from 1; line ends inside quotes count. */
  readonly line: number;
  /** The first bytes only where the record passes the limit. */
  readonly bytes: Uint8Array;
  readonly byteCount: number;
  readonly sha256: () => Digest;
  readonly isTooLarge: boolean;
  /** The file ended inside a quoted cell. */
  readonly isOpen: boolean;
}

export interface SplitCsvOptions {
  readonly delimiter: string;
  /** The character that encloses cells, `"` unless stated; null where none does. */
  readonly quote?: string | null | undefined;
  /** The line on which the bytes start, counted from 1. */
  readonly firstLine?: number | undefined;
  readonly recordBytesMax: number;
}

const lineFeed = 10;
const carriageReturn = 13;
/** What is kept of a record that is too large, for people to recognise it. */
const prefixBytes = 256;

type Place = "start" | "plain" | "quoted" | "after-quote";

/**
 * Cuts a file into records by the rules of RFC 4180, LF accepted beside CRLF. Works on bytes, so that a record's digest is of
 * what stands in the file, and a record that is damaged does not take the next one with it. Lines without any byte are skipped.
 */
export async function* splitCsvRecords(
  pieces: AsyncIterable<Uint8Array>,
  options: SplitCsvOptions,
): AsyncGenerator<CsvRecord, void, undefined> {
  const delimiter = options.delimiter.charCodeAt(0);
  const quote = options.quote === undefined ? 34 : (options.quote?.charCodeAt(0) ?? null);
  const collector = startCollector(options.recordBytesMax);
  let place: Place = "start";
  let line = options.firstLine ?? 1;
  let recordLine = line;
  for await (const piece of pieces) {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === lineFeed) {
        line += 1;
        if (place === "quoted") continue;
        collector.collect(piece.subarray(from, at));
        const record = collector.finish({ line: recordLine, isOpen: false });
        if (record !== undefined) yield record;
        from = at + 1;
        recordLine = line;
        place = "start";
      } else place = nextPlace(place, byte, { delimiter, quote });
    }
    collector.collect(piece.subarray(from));
  }
  const last = collector.finish({ line: recordLine, isOpen: place === "quoted" });
  if (last !== undefined) yield last;
}

function nextPlace(
  place: Place,
  byte: number | undefined,
  { delimiter, quote }: { readonly delimiter: number; readonly quote: number | null },
): Place {
  if (place === "quoted") return byte === quote ? "after-quote" : "quoted";
  if (byte === delimiter) return "start";
  if (byte === quote && place !== "plain") return "quoted";
  return place === "after-quote" && byte === carriageReturn ? "after-quote" : "plain";
}

interface Collector {
  readonly collect: (bytes: Uint8Array) => void;
  readonly finish: (end: { line: number; isOpen: boolean }) => CsvRecord | undefined;
}

function startCollector(recordBytesMax: number): Collector {
  let parts: Uint8Array[] = [];
  let byteCount = 0;
  let hash: Hash | undefined;

  function collect(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    byteCount += bytes.length;
    hash?.update(bytes);
    if (hash !== undefined) return;
    // The next piece of the file is another buffer, so what is kept beyond this one need not be copied.
    parts.push(bytes);
    if (byteCount <= recordBytesMax) return;
    hash = createHash("sha256");
    for (const part of parts) hash.update(part);
    parts = [join(parts).slice(0, prefixBytes)];
  }

  function finish({ line, isOpen }: { line: number; isOpen: boolean }): CsvRecord | undefined {
    const bytes = hash === undefined ? withoutCarriageReturn(join(parts)) : join(parts);
    const digest = hash;
    const record: CsvRecord = {
      line,
      bytes,
      byteCount: digest === undefined ? bytes.length : byteCount,
      sha256: () => (digest === undefined ? digestBytes(bytes) : toDigest(digest.digest("hex"))),
      isTooLarge: digest !== undefined,
      isOpen,
    };
    parts = [];
    byteCount = 0;
    hash = undefined;
    return record.byteCount === 0 ? undefined : record;
  }

  return { collect, finish };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}

function withoutCarriageReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
}
