import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTextDecoder, type EncodingName, type FileToPack, packArchive, SubmissionScope } from "@tributary/bank-kit";
import type { Finding } from "@tributary/domain";
import { type IngestItem, ingestLimits, type LedgerRows, openReceivedFile } from "@tributary/pipeline-kit";
import { type BankTableLimits, bankTableLimits } from "./bank-table-limits.ts";
import { readBankTable } from "./read-bank-table.ts";
import { readBankTableMap } from "./read-bank-table-map.ts";

/** What a table gave: for tests. */
export interface ReadTable {
  readonly items: readonly IngestItem[];
  /** `CODE line path: found`, errors and warnings in their order. */
  readonly said: readonly string[];
  readonly rows: <Key extends keyof LedgerRows>(key: Key) => NonNullable<LedgerRows[Key]>[number][];
}

/** Reads a table by a map, as an ingestion would. Throws what is wrong with the map. */
export async function readMadeTable(
  content: string | Uint8Array,
  mapText: string,
  limits: Partial<BankTableLimits> = {},
): Promise<ReadTable> {
  const read = readBankTableMap(mapText, { file: "map.yaml", limits: bankTableLimits });
  if ("findings" in read) throw new Error(read.findings.map(saidOf).join("\n"));
  const folder = await mkdtemp(join(tmpdir(), "bank-table-"));
  try {
    const path = join(folder, "table");
    await writeFile(path, content);
    const received = await openReceivedFile({ path, limits: ingestLimits });
    const { origin: file, sha256: fileSha256 } = received;
    const { name: profile, country } = read.map;
    const context = { file, fileSha256, submitter: "bank-a", format: "bank-table", profile, versionNumber: 1n, country };
    const items: IngestItem[] = [];
    try {
      const scope = new SubmissionScope(context);
      for await (const item of readBankTable({ received, scope, map: read.map, limits: { ...bankTableLimits, ...limits } }))
        items.push(item);
    } finally {
      await received.close();
    }
    return describeItems(items);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function describeItems(items: readonly IngestItem[]): ReadTable {
  return {
    items,
    said: items.flatMap((item) => ("findings" in item ? item.findings : (item.warnings ?? []))).map(saidOf),
    rows: (key) => items.flatMap((item) => ("rows" in item ? [...(item.rows[key] ?? [])] : [])),
  };
}

export function saidOf({ code, where, found, severity }: Finding): string {
  return `${severity === "warning" ? "warning " : ""}${code} ${where.line ?? 0} ${where.path ?? ""}: ${found}`;
}

/** A cell of a made sheet: a text, or an element's inside with its attributes. */
export type MadeCell = string | { readonly attributes: string; readonly inside: string };

export interface MadeSheet {
  readonly rows: ReadonlyArray<readonly (MadeCell | null)[]>;
  readonly is1904?: boolean;
  readonly sheets?: string;
  readonly rowAttributes?: string;
  readonly others?: readonly FileToPack[];
}

const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const escapeText = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

/** A number in a sheet, with style 1 as a date. */
export const numberCell = (value: string | number, style = 0): MadeCell => ({
  attributes: ` s="${style}"`,
  inside: `<v>${value}</v>`,
});

/** A spreadsheet with one sheet; style 1 shows dates, style 2 a custom date format. */
export function makeSheet(sheet: MadeSheet): Uint8Array {
  return packSheet(sheet, (_name, text) => text);
}

/** A spreadsheet whose parts are changed before they are packed. */
export function packSheet(sheet: MadeSheet, change: (name: string, text: string) => string): Uint8Array {
  const files = partsOf(sheet).map(([name, text]) => ({ name, content: Buffer.from(change(name, text), "utf8") }));
  return packArchive([...files, ...(sheet.others ?? [])]);
}

type Part = readonly [name: string, text: string];

function partsOf({ rows, is1904 = false, sheets, rowAttributes = "" }: MadeSheet): readonly Part[] {
  const texts: string[] = [];
  const cellOf = (cell: MadeCell | null, at: string): string => {
    if (cell === null) return "";
    if (typeof cell !== "string") return `<c r="${at}"${cell.attributes}>${cell.inside}</c>`;
    texts.push(cell);
    return `<c r="${at}" t="s"><v>${texts.length - 1}</v></c>`;
  };
  const sheetRows = rows.map((cells, row) => {
    const made = cells.map((cell, column) => cellOf(cell, `${String.fromCharCode(65 + column)}${row + 1}`));
    return `<row r="${row + 1}"${row === 0 ? "" : rowAttributes}>${made.join("")}</row>`;
  });
  const relation = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  return [
    ["[Content_Types].xml", "<Types/>"],
    ["_rels/.rels", `<Relationships>${relation("rId1", "officeDocument", "xl/workbook.xml")}</Relationships>`],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${is1904 ? ' date1904="1"' : ""}/><sheets>${sheets ?? '<sheet name="Statement" sheetId="1" r:id="rId1"/>'}</sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships>${relation("rId1", "worksheet", "worksheets/sheet1.xml")}${relation("rId2", "sharedStrings", "/xl/sharedStrings.xml")}${relation("rId3", "styles", "styles.xml")}</Relationships>`,
    ],
    [
      "xl/styles.xml",
      `<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ],
    ["xl/worksheets/sheet1.xml", `<worksheet xmlns="${main}"><sheetData>${sheetRows.join("")}</sheetData></worksheet>`],
    [
      "xl/sharedStrings.xml",
      `<sst>${texts.map((text) => `<si><t xml:space="preserve">${escapeText(text)}</t></si>`).join("")}</sst>`,
    ],
  ];
}

/** The bytes of a text in an encoding of one or two bytes a character. */
export function encodeText(text: string, encoding: EncodingName): Uint8Array {
  const bytesOf = new Map<string, readonly number[]>();
  const note = (...bytes: readonly number[]): void => {
    const decoder = createTextDecoder(encoding);
    const { text: character, fault } = decoder.decode(Uint8Array.from(bytes));
    if (fault === null && character.length === 1 && !bytesOf.has(character)) bytesOf.set(character, bytes);
  };
  for (let byte = 0; byte < 256; byte += 1) note(byte);
  for (let lead = 0x81; lead < 0xff; lead += 1) for (let trail = 0x40; trail < 0xff; trail += 1) note(lead, trail);
  return Uint8Array.from(Array.from(text).flatMap((character) => [...(bytesOf.get(character) ?? [0x3f])]));
}
