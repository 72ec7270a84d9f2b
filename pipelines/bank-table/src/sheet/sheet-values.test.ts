import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDateCode } from "./date-styles.ts";
import { relationsOf, resolveTarget } from "./part-paths.ts";
import { readSheetDate, readSheetNumber } from "./sheet-number.ts";

describe("number formats", () => {
  test.each(["dd/mm/yyyy", "[$-41E]d mmm bbbb", "h:mm AM/PM", "[h]:mm:ss", "yyyy\\-mm\\-dd", '"on" d'])(
    "%s shows a date",
    (code) => {
      expect(isDateCode(code)).toBe(true);
    },
  );

  test.each(["General", "#,##0.00", "0.00E+00", '0 "days"', "[Red]0", "\\d0", '_-* #,##0.00_-;"฿"0', "@"])(
    "%s shows none",
    (code) => {
      expect(isDateCode(code)).toBe(false);
    },
  );
});

describe("readSheetNumber", () => {
  test.each([
    ["1.1000000000000001", "1.1", "number"],
    ["4.9500000000000002", "4.95", "number"],
    ["-1250.5", "-1250.5", "number"],
    ["1.5E+3", "1500", "number"],
    ["1E-7", "0.0000001", "number"],
    ["0.30000000000000004", "0.30000000000000004", "inexact-number"],
    ["1.23E+15", "1230000000000000", "inexact-number"],
    ["5.00000000000000000001", "5", "inexact-number"],
  ])("%s is %s, a %s", (...[text, plain, kind]) => {
    expect(readSheetNumber(text)).toEqual({ text: plain, kind });
  });

  test.each(["", "abc", "0x1", "1e999", "1,5", "NaN", "Infinity", "--1"])("%s is no number", (text) => {
    expect(readSheetNumber(text)).toBeUndefined();
  });

  test("gives back every amount of at most 15 digits, however many digits the writer used", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999, max: 999_999_999_999 }),
        fc.integer({ min: 0, max: 3 }),
        (units, decimals) => {
          const value = units / 10 ** decimals;
          const read = readSheetNumber(value.toPrecision(17));
          expect(read).toEqual({ text: Object.is(value, -0) ? "0" : value.toString(), kind: "number" });
        },
      ),
    );
  });
});

test("dates are those of both systems, to the millisecond", () => {
  const read = (text: string, is1904 = false): string => {
    const date = readSheetDate(text, is1904);
    return date.ok ? date.value : date.refusal.code;
  };
  expect(
    ["61", "45352", "45352.5", "45352.395833333336", "45352.999999999", "0.395833333333333", "60", "-1", "1e9"].map((text) =>
      read(text),
    ),
  ).toEqual([
    "1900-03-01",
    "2024-03-01",
    "2024-03-01T12:00:00",
    "2024-03-01T09:30:00",
    "2024-03-02",
    "09:30:00",
    "TIME_UNREADABLE",
    "TIME_UNREADABLE",
    "TIME_UNREADABLE",
  ]);
  expect(read("43890", true)).toBe("2024-03-01");
});

test("parts are found from the part that names them", () => {
  expect(resolveTarget("xl/workbook.xml", "worksheets/sheet1.xml")).toBe("xl/worksheets/sheet1.xml");
  expect(resolveTarget("xl/workbook.xml", "/xl/sharedStrings.xml")).toBe("xl/sharedStrings.xml");
  expect(resolveTarget("xl/worksheets/sheet1.xml", "../../../../etc/passwd")).toBe("etc/passwd");
  expect([relationsOf(""), relationsOf("xl/workbook.xml")]).toEqual(["_rels/.rels", "xl/_rels/workbook.xml.rels"]);
});
