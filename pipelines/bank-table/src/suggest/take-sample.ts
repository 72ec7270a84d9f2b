import { createTextDecoder, type EncodingHints, type EncodingName, suspectEncoding } from "@tributary/bank-kit";
import { type Finding, fail, TributaryError } from "@tributary/domain";
import { ingestLimits, openReceivedFile, type ReceivedFile } from "@tributary/pipeline-kit";
import type { BankTable } from "../bank-row.ts";
import { bankTableLimits } from "../bank-table-limits.ts";
import { openCsv } from "../open-csv.ts";
import { openRows, openSheet } from "../sheet/open-sheet.ts";
import { matchHeader } from "./header-words.ts";
import { type MapSuggestion, suggestMap } from "./suggest-map.ts";
import type { TableSample } from "./table-sample.ts";

const sampleBytes = 256 * 1024;
const rowsMax = 500;
const headerLinesMax = 40;
const delimiters = [",", ";", "\t", "|"];

/**
 * Proposes a map for a file, CSV or XLSX. `sheet` names the sheet of a spreadsheet that has several. Errors: FILE_UNREADABLE and its like
 * for a file that is no table.
 */
export async function suggestMapOfFile(path: string, sheet: string | null = null): Promise<MapSuggestion> {
  const received = await openReceivedFile({ path, limits: ingestLimits });
  try {
    const isSheet = Buffer.from(received.head.subarray(0, 2)).toString("latin1") === "PK";
    return suggestMap(isSheet ? await sampleSheet(received, sheet) : await sampleCsv(received));
  } finally {
    await received.close();
  }
}

async function sampleCsv(received: ReceivedFile): Promise<TableSample> {
  const start = await readStart(received);
  const encodingHints = suspectEncoding(start);
  const { encoding, words: encodingWords, delimiter, headerLine } = chooseEncoding(start, encodingHints);
  const table = await openCsv(received, { encoding, delimiter, quote: '"', headerLine }, bankTableLimits);
  return {
    ...(await takeRows(table)),
    origin: received.origin,
    format: "csv",
    delimiter,
    encoding,
    encodingHints,
    encodingWords,
    sheet: null,
  };
}

interface ReadStart {
  readonly encoding: EncodingName;
  readonly words: number;
  readonly delimiter: string;
  readonly headerLine: number;
}

/** The encoding in which most headers are known words; by the letters where that does not tell. */
function chooseEncoding(start: Uint8Array, { mark, isAscii, isUtf8, candidates }: EncodingHints): ReadStart {
  if (mark !== null || isAscii || isUtf8 || candidates.length === 0) return readIn(start, mark ?? "utf-8");
  const [first, ...others] = candidates.map(({ encoding }) => readIn(start, encoding)).sort((a, b) => b.words - a.words);
  const best = first ?? readIn(start, "utf-8");
  return others.some(({ words }) => words === best.words) ? { ...best, words: 0 } : best;
}

function readIn(start: Uint8Array, encoding: EncodingName): ReadStart {
  const lines = createTextDecoder(encoding).decode(start).text.split(/\r?\n/);
  const whole = lines.length > 1 ? lines.slice(0, -1) : lines;
  const { delimiter, headerLine } = findHeader(whole);
  const headers = (whole[headerLine - 1] ?? "").split(delimiter);
  const words = headers.filter((header) =>
    matchHeader(header).some(({ phrase, score }) => score > 0.5 && /[^\0-\x7f]/.test(phrase)),
  );
  return { encoding, words: words.length, delimiter, headerLine };
}

async function readStart(received: ReceivedFile): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let count = 0;
  for await (const piece of received.bytes()) {
    pieces.push(piece.subarray(0, sampleBytes - count));
    count += piece.length;
    if (count >= sampleBytes) break;
  }
  return Buffer.concat(pieces);
}

/**
 * The delimiter that gives most lines the same number of cells, and the first of those lines that has the most cells filled: titles stand
 * above it with empty ones. Delimiters inside quotes are not counted.
 */
function findHeader(lines: readonly string[]): { readonly delimiter: string; readonly headerLine: number } {
  const guesses = delimiters.flatMap((delimiter) => {
    const cut = lines.slice(0, 200).map((line) => withoutQuoted(line).split(delimiter));
    const usual = mostFrequent(cut.map(({ length }) => length).filter((count) => count > 1));
    if (usual === undefined) return [];
    const filled = cut
      .slice(0, headerLinesMax)
      .map((cells) => (cells.length === usual ? cells.filter((cell) => cell.trim() !== "").length : 0));
    const most = Math.max(...filled);
    const weight = cut.filter(({ length }) => length === usual).length * usual;
    return most === 0 ? [] : [{ delimiter, headerLine: filled.indexOf(most) + 1, weight }];
  });
  const [best] = guesses.sort((a, b) => b.weight - a.weight);
  return best ?? { delimiter: ",", headerLine: 1 };
}

function withoutQuoted(line: string): string {
  return line.replace(/"[^"]*"/g, "q");
}

function mostFrequent(counts: readonly number[]): number | undefined {
  const totals = new Map<number, number>();
  for (const count of counts) totals.set(count, (totals.get(count) ?? 0) + 1);
  return [...totals].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** A sheet's header is the first of the rows that have the most texts. */
async function sampleSheet(received: ReceivedFile, sheet: string | null): Promise<TableSample> {
  const headerLine = await findHeaderRow(received, sheet);
  const reading = await openSheet(received, { sheet, headerLine }, bankTableLimits);
  if (!reading.ok) throw findingError(reading.findings);
  const unread = { delimiter: ",", encoding: "utf-8" as const, encodingHints: null, encodingWords: 0 };
  return { ...(await takeRows(reading.table)), origin: received.origin, format: "xlsx", ...unread, sheet };
}

async function findHeaderRow(received: ReceivedFile, sheet: string | null): Promise<number> {
  const opened = await openRows(received, sheet, bankTableLimits);
  if (!opened.ok) throw findingError(opened.findings);
  let best = { line: 0, texts: 0 };
  for await (const { line, cells } of opened.rows) {
    if (line > headerLinesMax) break;
    const texts = [...cells.values()].filter(({ kind }) => kind === "text").length;
    if (texts > best.texts) best = { line, texts };
  }
  return best.line > 0
    ? best.line
    : fail("FILE_UNREADABLE", { found: "no row of texts", expected: "a sheet with a row of names of columns" });
}

function findingError(findings: readonly Finding[]): TributaryError {
  const [first] = findings;
  return new TributaryError(first ?? { code: "FILE_UNREADABLE", found: "nothing", expected: "a spreadsheet (.xlsx)", where: {} });
}

async function takeRows({ columns, headerLine, rows }: BankTable): Promise<Pick<TableSample, "columns" | "rows" | "headerLine">> {
  const taken: TableSample["rows"][number][] = [];
  for await (const { content } of rows) {
    if ("cells" in content) taken.push(content.cells);
    if (taken.length >= rowsMax) break;
  }
  return { columns, headerLine, rows: taken };
}
