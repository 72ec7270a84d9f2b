import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitCsvCells } from "./split-csv-cells.ts";
import { type CsvRecord, splitCsvRecords } from "./split-csv-records.ts";

async function split(
  text: string | Uint8Array,
  options: { pieceBytes?: number; recordBytesMax?: number } = {},
): Promise<CsvRecord[]> {
  const { pieceBytes = 1 << 20, recordBytesMax = 1 << 20 } = options;
  const bytes = Buffer.from(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const records: CsvRecord[] = [];
  for await (const record of splitCsvRecords(pieces(), { delimiter: ",", recordBytesMax })) records.push(record);
  return records;
}

const textOf = (record: CsvRecord | undefined): string => Buffer.from(record?.bytes ?? []).toString();

describe("splitCsvRecords and splitCsvCells", () => {
  test("read what another implementation of RFC 4180 reads, wherever the file is cut into pieces", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "é", "𝄞", ",", '"', "\n", "\r\n", " ", "1"), maxLength: 8 });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 9 }),
        async (table, lineEnd, pieceBytes) => {
          const text = table.map((row) => row.map(quote).join(",")).join(lineEnd);
          const records = await split(text, { pieceBytes });
          const cells = records.map((record) => splitCsvCells(textOf(record), ","));
          const expected: string[][] = parse(text, { relax_column_count: true, record_delimiter: lineEnd });
          expect(cells).toEqual(expected.map((value) => ({ ok: true, value })));
          expect(expected).toEqual(table);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("count the lines inside quotes, with either line end", async () => {
    expect((await split('a,b\r\n"x\r\ny\r\nz",1\r\n\r\nc,d\n"p\nq",2\nlast,3')).map(({ line }) => line)).toEqual([1, 2, 6, 7, 9]);
  });

  test("a quote out of place spoils its own record only", async () => {
    const records = await split('a,b\n1,x"y\n2,"z"w\n3,ok\n');
    expect(records.map((record) => splitCsvCells(textOf(record), ",").ok)).toEqual([true, false, false, true]);
  });

  test("an open quote is told apart from a record's end", async () => {
    const records = await split('a,b\n1,"open\n2,x\n');
    expect(records.map(({ line, isOpen }) => ({ line, isOpen }))).toEqual([
      { line: 1, isOpen: false },
      { line: 2, isOpen: true },
    ]);
  });

  test("a record beyond the limit is hashed in full, kept in part, and the next one is read", async () => {
    const large = `1,${"x".repeat(5000)}`;
    const records = await split(`a,b\n${large}\n2,y\n`, { pieceBytes: 100, recordBytesMax: 1000 });
    expect(records.map(({ isTooLarge, line }) => ({ isTooLarge, line }))).toEqual([
      { isTooLarge: false, line: 1 },
      { isTooLarge: true, line: 2 },
      { isTooLarge: false, line: 3 },
    ]);
    expect(records[1]).toMatchObject({ byteCount: large.length });
    expect(records[1]?.sha256()).toBe(createHash("sha256").update(large).digest("hex"));
    expect(records[1]?.bytes.length).toBeLessThan(1000);
  });
});

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) || cell === "" ? `"${cell.replaceAll('"', '""')}"` : cell;
}
