import { createTextDecoder, type EncodingName, suspectEncoding } from "@tributary/bank-kit";
import { fail, TributaryError } from "@tributary/domain";
import { type ReceivedFile, readCsvTable, type TableEncoding, type TableRecord } from "@tributary/pipeline-kit";
import { type BankRow, type BankTable, textCell } from "./bank-row.ts";
import type { BankTableLimits } from "./bank-table-limits.ts";
import type { BankTableMap } from "./bank-table-map.ts";

/** Opens a CSV file in the map's encoding. A byte that does not fit spoils its row alone, except in UTF-16, where it ends the reading. */
export async function openCsv(
  received: ReceivedFile,
  map: Pick<BankTableMap, "encoding" | "delimiter" | "quote" | "headerLine">,
  limits: BankTableLimits,
): Promise<BankTable> {
  const { encoding, delimiter, quote, headerLine } = map;
  checkMark(received.head, encoding);
  const isRecoded = encoding.startsWith("utf-16") || (encoding !== "utf-8" && delimiter === "|");
  const source = isRecoded ? recoded(received, encoding) : received;
  const bytesEncoding = isRecoded || encoding === "utf-8" ? undefined : rowEncoding(encoding);
  try {
    const table = await readCsvTable(source, { delimiter, quote, headerLine, encoding: bytesEncoding, limits });
    return {
      columns: table.columns.map(({ name }) => name),
      headerLine,
      remarks: [],
      rows: rowsOf(table.records),
    };
  } catch (error) {
    throw withEncodingHint(error, received.head);
  }
}

async function* rowsOf(records: AsyncIterable<TableRecord>): AsyncGenerator<BankRow, void, undefined> {
  for await (const { rowNumber, where, raw, content } of records) {
    const read = "cells" in content ? { cells: content.cells.map(textCell) } : content;
    yield { rowNumber, line: where.line ?? 0, raw: raw(), content: read, remarks: [] };
  }
}

function checkMark(head: Uint8Array, encoding: EncodingName): void {
  const { mark } = suspectEncoding(head);
  if (mark === null || mark === encoding) return;
  fail("FILE_UNREADABLE", { found: `the byte order mark of ${mark}`, expected: `text in ${encoding}, as the map says` });
}

/** A header that cannot be read is mostly one in another encoding: what the bytes look like helps to choose. */
function withEncodingHint(error: unknown, head: Uint8Array): unknown {
  if (!(error instanceof TributaryError) || error.code !== "FILE_UNREADABLE") return error;
  const [likely, ...others] = suspectEncoding(head).candidates.filter(({ share }) => share > 0.5);
  if (likely === undefined) return error;
  const names = [likely, ...others].map(({ encoding }) => encoding).join(", ");
  return new TributaryError({ ...error.finding, hint: `the file's first bytes look like ${names}; the sender knows which` });
}

function rowEncoding(encoding: EncodingName): TableEncoding {
  return {
    name: encoding,
    decode: (bytes) => {
      const decoder = createTextDecoder(encoding);
      const { text, fault } = decoder.decode(bytes);
      const last = fault === null ? decoder.end() : { text: "", fault };
      return last.fault === null ? { text: text + last.text } : { badAt: last.fault.byteOffset };
    },
  };
}

/** The text as UTF-8, for encodings whose bytes cannot be cut into rows as they are. */
function recoded(received: ReceivedFile, encoding: EncodingName): Pick<ReceivedFile, "head" | "bytes"> {
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    const decoder = createTextDecoder(encoding);
    const pass = ({ text, fault }: ReturnType<typeof decoder.end>): Uint8Array => {
      if (fault !== null)
        fail("FILE_UNREADABLE", { found: fault.found, expected: `text in ${encoding}`, where: { line: fault.line } });
      return Buffer.from(text, "utf8");
    };
    for await (const piece of received.bytes()) yield pass(decoder.decode(piece));
    yield pass(decoder.end());
  }
  return { head: new Uint8Array(0), bytes };
}
