import fc from "fast-check";
import { expect, test } from "vitest";
import { writeLimits } from "../write-limits.ts";
import { type CsvRow, readCsvRows } from "./csv-rows.ts";

async function rowsOf(bytes: Uint8Array, size = 7, limits = writeLimits): Promise<readonly CsvRow[]> {
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: CsvRow[] = [];
  for await (const row of readCsvRows({ bytes: pieces(), file: "t.csv", limits })) rows.push(row);
  return rows;
}

const read = (text: string): Promise<readonly CsvRow[]> => rowsOf(new TextEncoder().encode(text));

test("any cells come back as they were written, in whatever pieces the bytes come", async () => {
  const cell = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom('"', ",", "\n", "\r\n", "", "x\ny"));
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, size) => {
      const text = rows.map((cells) => cells.map((text_) => `"${text_.replaceAll('"', '""')}"`).join(",")).join("\r\n");
      expect((await rowsOf(new TextEncoder().encode(text), size)).map(({ cells }) => cells)).toEqual(rows);
    }),
  );
});

test("lines count through quotes, and empty lines are skipped", async () => {
  expect(await read('\ufeffa,b\n\n"x\ny",2\r\n3,4')).toMatchObject([
    { line: 1, cells: ["a", "b"] },
    { line: 3, cells: ["x\ny", "2"] },
    { line: 5, cells: ["3", "4"] },
  ]);
});

test.each([
  ['a"b,c\n1,2', "VALUE_UNREADABLE", 1],
  ['a,b\n"x"y,2\n3,4', "VALUE_UNREADABLE", 2],
  ['a,b\n"x,2\n', "FILE_TRUNCATED", 2],
])("%j has a broken row with its line", async (text, code, line) => {
  const findings = (await read(text)).flatMap(({ finding }) => (finding === null ? [] : [finding]));
  expect(findings).toMatchObject([{ code, where: { file: "t.csv", line } }]);
});

test("a row beyond a limit is refused, and the next one is read", async () => {
  const limits = { ...writeLimits, cellCharactersMax: 3 };
  const rows = await rowsOf(new TextEncoder().encode("a,b\nlonger,1\nc,d\n"), 7, limits);
  expect(rows).toMatchObject([{ finding: null }, { finding: { code: "FILE_TOO_LARGE" }, cells: [] }, { cells: ["c", "d"] }]);
});

test("bytes that are no UTF-8 end the reading", async () => {
  expect((await rowsOf(Uint8Array.of(97, 10, 0xe9, 10))).at(-1)).toMatchObject({ finding: { code: "FILE_UNREADABLE" } });
});
