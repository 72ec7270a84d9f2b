import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJsonLine } from "@tributary/domain";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashFile } from "./hash-file.ts";
import { openTwinReader, type TwinReader } from "./read-twin-table.ts";
import type { TwinCell, TwinColumn, TwinTable } from "./twin-table.ts";
import { openTwinWriter, type TwinWriter } from "./write-twin-table.ts";

const root = mkdtempSync(join(tmpdir(), "tributary-twins-"));
let writer: TwinWriter;
let reader: TwinReader;
beforeAll(async () => {
  writer = await openTwinWriter(root);
  reader = await openTwinReader();
});
afterAll(() => {
  writer.close();
  reader.close();
  rmSync(root, { recursive: true, force: true });
});

const columns: readonly TwinColumn[] = [
  { name: "name", type: "text" },
  { name: "atoms", type: "text" },
  { name: "count", type: "integer" },
  { name: "transfers", type: "texts" },
];
let folder = root;
let table: TwinTable = { parquetPath: "", jsonLinesPath: "", columns };
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
  table = { parquetPath: join(folder, "rows.parquet"), jsonLinesPath: join(folder, "rows.ndjson"), columns };
});

async function readAll(rowCount: number): Promise<(readonly TwinCell[])[]> {
  const rows: (readonly TwinCell[])[] = [];
  for await (const row of reader.rows(table, rowCount)) rows.push(row);
  return rows;
}

const uint256Max = (2n ** 256n - 1n).toString();
const hostileTexts = [
  "",
  "\u0000",
  "a\nb",
  '"',
  "\\",
  "'; DROP TABLE written; --",
  "\u202e\u2028",
  "=1+1",
  "[a, b]",
  "NULL",
  "\u{10ffff}",
];
const rows: readonly (readonly TwinCell[])[] = [
  ...hostileTexts.map((text) => [text, uint256Max, 0, [text, text]]),
  [null, (2n ** 400n).toString(), Number.MAX_SAFE_INTEGER, []],
  ["x", "0", null, null],
];

describe("a table in two forms", () => {
  test("comes back as it was, hostile texts and amounts of any size", async () => {
    const written = await writer.write(table, rows);
    expect(written.rowCount).toBe(rows.length);
    expect(await readAll(rows.length)).toEqual(rows);
    expect(readdirSync(folder).sort()).toEqual(["rows.ndjson", "rows.parquet"]);
    expect(written.jsonLines).toEqual(await hashFile(table.jsonLinesPath));
  });

  test("every line is canonical JSON with every column", async () => {
    await writer.write(table, rows);
    const names = columns.map(({ name }) => name);
    const lines = rows.map((row) => canonicalJsonLine(Object.fromEntries(row.map((cell, index) => [names[index], cell]))));
    expect(readFileSync(table.jsonLinesPath, "utf8")).toBe(lines.join(""));
  });

  test("comes back whatever the texts, over several groups, with the same bytes each time", async () => {
    const cell = fc.tuple(fc.option(fc.string({ unit: "binary" })), fc.bigInt({ min: 0n }).map(String));
    const row = fc.tuple(cell, fc.option(fc.maxSafeNat()), fc.option(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 })));
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), async (drawn) => {
        const some = drawn.map(([[name, atoms], count, transfers]): readonly TwinCell[] => [name, atoms, count, transfers]);
        const many = Array.from({ length: 20_000 }, (_, index) => some[index % some.length] ?? []);
        const first = await writer.write(table, many);
        expect(await readAll(many.length)).toEqual(many);
        rmSync(table.jsonLinesPath);
        expect(await writer.write(table, many)).toEqual(first);
        rmSync(table.jsonLinesPath);
      }),
      { numRuns: 5 },
    );
  });

  test("without rows it is a table with columns", async () => {
    await writer.write(table, []);
    expect(await readAll(0)).toEqual([]);
  });

  test("refuses half a character, which would not come back", async () => {
    await expect(writer.write(table, [["\ud800", "1", 1, []]])).rejects.toThrow(/VALUE_UNREADABLE at rows.ndjson:1 name/);
  });

  test("takes rows from a source that has them one by one", async () => {
    async function* source(): AsyncGenerator<readonly TwinCell[]> {
      yield* rows;
    }
    await writer.write(table, source());
    expect(await readAll(rows.length)).toEqual(rows);
  });
});

describe("two forms that part are told with the line", () => {
  beforeEach(async () => {
    await writer.write(table, [
      ["a", "1", 1, []],
      ["b", "2", 2, ["t1"]],
    ]);
  });
  const change = (from: string, to: string): void =>
    writeFileSync(table.jsonLinesPath, readFileSync(table.jsonLinesPath, "utf8").replace(from, to));

  test.each([
    { name: "another amount", from: '"atoms":"2"', to: '"atoms":"3"', message: /BUNDLE_CHANGED at rows.ndjson:2: found .*"3"/ },
    {
      name: "a line less",
      from: '{"atoms":"2","count":2,"name":"b","transfers":["t1"]}\n',
      to: "",
      message: /at rows.ndjson:2: found no line/,
    },
    { name: "a line more", from: '["t1"]}\n', to: '["t1"]}\n{}\n', message: /at rows.ndjson:3: found more lines/ },
  ])("$name", async ({ from, to, message }) => {
    change(from, to);
    await expect(readAll(2)).rejects.toThrow(message);
  });

  test("another number of rows than was said", async () => {
    await expect(readAll(1)).rejects.toThrow(/rows.parquet: found more than 1 rows; expected 1 rows/);
    await expect(readAll(3)).rejects.toThrow(/rows.parquet: found 2 rows; expected 3 rows/);
  });

  test("other columns", async () => {
    const other = { ...table, columns: [{ name: "name", type: "integer" as const }] };
    await expect(reader.rows(other, 2).next()).rejects.toThrow(
      /BUNDLE_CHANGED .*the columns name VARCHAR.*the columns name BIGINT/,
    );
  });

  test("a file that is no Parquet", async () => {
    writeFileSync(table.parquetPath, "PAR1 and nothing more PAR1");
    await expect(readAll(2)).rejects.toThrow(/FILE_UNREADABLE at rows.parquet/);
  });
});
