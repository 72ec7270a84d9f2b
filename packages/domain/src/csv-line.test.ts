import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unguardCell } from "./csv-cell.ts";
import { csvLine } from "./csv-line.ts";

/** Reads RFC 4180 back, without undoing the guard. */
function readBack(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(text.slice(at));
    const plain = /^[^,\r\n]*/.exec(text.slice(at));
    row.push(quoted === null ? (plain?.[0] ?? "") : (quoted[1] ?? "").replaceAll('""', '"'));
    at += (quoted ?? plain)?.[0].length ?? 0;
    if (text[at] === ",") at += 1;
    else {
      rows.push(row);
      row = [];
      at += 2;
    }
  }
  return rows;
}

describe("csvLine", () => {
  test("keeps every cell, once the guard is taken off", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: "binary" }), { minLength: 2, maxLength: 2 })), (rows) => {
        const read = readBack(rows.map((row) => csvLine(row, "\r\n")).join(""));
        expect(read.map((row) => row.map(unguardCell))).toEqual(rows);
      }),
    );
  });

  test.each(["=1+1", "+1", "-1+1", "@A1", "\t=1", "\r=1", "\0=1"])("never leaves %j to be run", (cell) => {
    expect(readBack(csvLine([cell], "\r\n"))[0]?.[0]).toBe(`'${cell}`);
  });

  test("tells nothing from an empty text", () => {
    expect(csvLine([null, ""], "\n")).toBe(',""\n');
  });
});
