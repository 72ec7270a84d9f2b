import { type Finding, fail, type Locator, type Refusal } from "@tributary/domain";
import type { ReceivedFile } from "../received-file.ts";
import { splitCsvCells } from "./split-csv-cells.ts";
import { type CsvRecord, splitCsvRecords } from "./split-csv-records.ts";
import type { TableLimits } from "./table-limits.ts";
import type { Table, TableRecord } from "./table-record.ts";

export interface ReadCsvOptions {
  /** One ASCII character. */
  readonly delimiter: string;
  /** The ASCII character that encloses cells, `"` unless stated; null where none does. */
  readonly quote?: string | null | undefined;
  /** The line with the names of the columns; what stands before it is skipped. 1 unless stated. */
  readonly headerLine?: number | undefined;
  /** How bytes become text; UTF-8 unless stated. */
  readonly encoding?: TableEncoding | undefined;
  readonly limits: TableLimits;
}

/** An encoding of text in which line feeds, quotes and delimiters are the bytes that ASCII has for them, and no part of another character. */
export interface TableEncoding {
  readonly name: string;
  /** The text, or where the first byte stands that has no meaning in it. */
  readonly decode: (bytes: Uint8Array) => { readonly text: string } | { readonly badAt: number };
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/**
 * Opens a CSV file: text with or without UTF-8's byte order mark, a header line, RFC 4180 quoting. A row that breaks a rule becomes a
 * record with its findings. Throws FILE_UNREADABLE where there is no header that can be read.
 */
export async function readCsvTable(received: Pick<ReceivedFile, "head" | "bytes">, options: ReadCsvOptions): Promise<Table> {
  const { delimiter, quote, headerLine = 1, limits } = options;
  const pieces = fromLine(withoutByteOrderMark(received), headerLine);
  const csv = splitCsvRecords(pieces, { delimiter, quote, recordBytesMax: limits.recordBytesMax, firstLine: headerLine });
  const first = await csv.next();
  if (first.done === true) {
    return fail("FILE_UNREADABLE", { found: "an empty file", expected: "a header line with the names of the columns" });
  }
  const names = readHeader(first.value, options);
  return {
    isGuarded: true,
    columns: names.map((name) => ({ name, form: "text", type: "text" })),
    headerWhere: { line: first.value.line },
    records: readRecords(csv, { ...options, names }),
    close: async () => {
      await csv.return();
    },
  };
}

function readHeader(record: CsvRecord, options: ReadCsvOptions): readonly string[] {
  const decoded = decodeRecord(record, options);
  const where: Locator = { line: record.line };
  if ("refusal" in decoded)
    return fail("FILE_UNREADABLE", { ...decoded.refusal, expected: `a header: ${decoded.refusal.expected}`, where });
  const names = decoded.cells;
  if (names.some((name) => name.includes("\r")))
    return fail("FILE_UNREADABLE", {
      found: "lines that end with a carriage return alone",
      expected: "lines that end with a line feed, or with carriage return and line feed",
      where,
    });
  const { columnCountMax } = options.limits;
  if (names.length > columnCountMax) {
    fail("FILE_TOO_LARGE", {
      found: `${names.length} columns`,
      expected: `at most ${columnCountMax} columns (columnCountMax)`,
      where,
    });
  }
  return names;
}

async function* readRecords(
  csv: AsyncIterable<CsvRecord>,
  options: ReadCsvOptions & { readonly names: readonly string[] },
): AsyncGenerator<TableRecord, void, undefined> {
  let rowNumber = 0n;
  for await (const record of csv) {
    rowNumber += 1n;
    const where = { line: record.line };
    yield {
      rowNumber,
      locator: `line ${record.line}`,
      where,
      rawSha256: record.sha256(),
      raw: () => showRaw(record, options.encoding ?? utf8),
      content: readCells(record, options),
    };
  }
}

function readCells(record: CsvRecord, options: ReadCsvOptions & { readonly names: readonly string[] }): TableRecord["content"] {
  const { names, limits } = options;
  const decoded = decodeRecord(record, options);
  if ("refusal" in decoded) return { findings: [{ ...decoded.refusal, where: { line: decoded.line } }] };
  const { cells } = decoded;
  const findings: Finding[] = [];
  cells.forEach((cell, index) => {
    if (cell.length <= limits.cellLengthMax) return;
    findings.push({
      code: "FILE_TOO_LARGE",
      found: `a cell of ${cell.length} characters`,
      expected: `at most ${limits.cellLengthMax} characters (cellLengthMax)`,
      where: { line: record.line, ...pathOf(names[index]) },
    });
  });
  if (cells.length !== names.length) {
    findings.push({
      code: cells.length < names.length ? "FIELD_MISSING" : "FIELD_UNKNOWN",
      found: `${cells.length} cells`,
      expected: `${names.length} cells, one for each column of the header`,
      where: { line: record.line, ...(cells.length < names.length ? pathOf(names[cells.length]) : {}) },
    });
  }
  return findings.length === 0 ? { cells } : { findings };
}

function pathOf(name: string | undefined): Locator {
  return name === undefined ? {} : { path: name };
}

type DecodedRecord = { readonly cells: readonly string[] } | { readonly refusal: Refusal; readonly line: number };

function decodeRecord(record: CsvRecord, options: ReadCsvOptions): DecodedRecord {
  const { delimiter, limits, quote = '"', encoding = utf8 } = options;
  const { line } = record;
  if (record.isTooLarge)
    return refusal(line, [
      "FILE_TOO_LARGE",
      `a row of ${record.byteCount} bytes`,
      `at most ${limits.recordBytesMax} bytes (recordBytesMax)`,
    ]);
  if (record.isOpen) {
    const last = line + countLineFeeds(record.bytes);
    return refusal(line, [
      "FILE_TRUNCATED",
      `a quote that is opened on this line and never closed, up to line ${last}`,
      "a closing quote",
    ]);
  }
  const decoded = encoding.decode(record.bytes);
  if ("badAt" in decoded) {
    const byte = (record.bytes[decoded.badAt] ?? 0).toString(16).padStart(2, "0");
    const found = `byte 0x${byte}, which is not ${encoding.name} here`;
    const badLine = line + countLineFeeds(record.bytes.subarray(0, decoded.badAt));
    return refusal(badLine, ["VALUE_UNREADABLE", found, `text in ${encoding.name}`]);
  }
  const { text } = decoded;
  const nul = text.indexOf("\0");
  if (nul !== -1) {
    return refusal(line + text.slice(0, nul).split("\n").length - 1, [
      "VALUE_UNREADABLE",
      "a NUL byte",
      "text without NUL bytes",
    ]);
  }
  const cells = splitCsvCells(text, delimiter, quote);
  return cells.ok ? { cells: cells.value } : { refusal: cells.refusal, line };
}

function refusal(line: number, [code, found, expected]: readonly [Refusal["code"], string, string]): DecodedRecord {
  return { refusal: { code, found, expected }, line };
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const utf8: TableEncoding = {
  name: "UTF-8",
  decode: (bytes) => {
    try {
      return { text: decoder.decode(bytes) };
    } catch {
      return { badAt: invalidOffset(bytes) };
    }
  },
};

/** Where the first byte stands that no UTF-8 text has there. */
function invalidOffset(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  // A prefix that ends inside a character decodes too, in streaming mode, so the bound between good and bad prefixes is sharp.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return bad - 1;
}

function isValidPrefix(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countLineFeeds(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => (byte === 10 ? count + 1 : count), 0);
}

function showRaw(record: CsvRecord, encoding: TableEncoding): string {
  const decoded = encoding.decode(record.bytes);
  const shown = "text" in decoded ? decoded.text : `base64:${Buffer.from(record.bytes).toString("base64")}`;
  return record.isTooLarge ? `${shown}… (${record.byteCount} bytes)` : shown;
}

/** The bytes from a line on, counted from 1. */
async function* fromLine(pieces: AsyncIterable<Uint8Array>, line: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = line - 1;
  for await (const piece of pieces) {
    let start = 0;
    while (left > 0) {
      const feed = piece.indexOf(10, start);
      if (feed === -1) break;
      start = feed + 1;
      left -= 1;
    }
    if (left === 0) yield piece.subarray(start);
  }
}

async function* withoutByteOrderMark(
  received: Pick<ReceivedFile, "head" | "bytes">,
): AsyncGenerator<Uint8Array, void, undefined> {
  let skip = byteOrderMark.every((byte, index) => received.head[index] === byte) ? byteOrderMark.length : 0;
  for await (const piece of received.bytes()) {
    const skipped = Math.min(skip, piece.length);
    skip -= skipped;
    if (skipped < piece.length) yield piece.subarray(skipped);
  }
}
