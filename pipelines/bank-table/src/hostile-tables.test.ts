import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeSheet, numberCell, packSheet, type ReadTable, readMadeTable } from "./made-table.ts";

const map = `
name: hostile
reference: { column: No }
occurred_at: { column: Date, date_order: dmy, zone: UTC }
amount: { column: Amount, sign: positive_in }
currency: { constant: THB }
own_account: { template: "bank:A:{Account}" }
counterparty_account: { template: "bank:{Bank}:{Other}" }
`;
const columns = ["No", "Date", "Amount", "Account", "Bank", "Other"];
const cells = (reference: string): readonly (string | ReturnType<typeof numberCell>)[] => [
  reference,
  numberCell(45352, 1),
  numberCell(5.25),
  "1",
  "B",
  "2",
];
const rows = [columns, cells("1"), cells("2"), cells("3")];
const sheetPart = "xl/worksheets/sheet1.xml";

const changedPart = (name: string, change: (text: string) => string): Uint8Array =>
  packSheet({ rows }, (part, text) => (part === name ? change(text) : text));

/** What a table gave, or the error of the file. */
async function outcomeOf(content: string | Uint8Array): Promise<ReadTable | { readonly kind: string; readonly code: string }> {
  return readMadeTable(content, map).catch((error: unknown) => {
    if (error instanceof Error && "kind" in error && "code" in error)
      return { kind: String(error.kind), code: String(error.code) };
    throw error;
  });
}

describe("hostile spreadsheets", () => {
  test.each([
    ["a document type", sheetPart, (text: string) => `<!DOCTYPE x [<!ENTITY a "b">]>${text}`, "XML_FORBIDDEN"],
    ["an entity of its own", sheetPart, (text: string) => text.replace("<v>5.25</v>", "<v>&a;</v>"), "XML_FORBIDDEN"],
    ["a part that breaks off", sheetPart, (text: string) => text.slice(0, -30), "FILE_TRUNCATED"],
    ["rows that go back", sheetPart, (text: string) => text.replace('<row r="3"', '<row r="1"'), "FILE_UNREADABLE"],
    ["deep nesting", "xl/sharedStrings.xml", (text: string) => text.replace("<t ", `${"<r>".repeat(100)}<t `), "XML_FORBIDDEN"],
    [
      "a sheet of no package",
      "xl/_rels/workbook.xml.rels",
      (text: string) => text.replace("worksheets/sheet1", "../../etc/passwd"),
      "FILE_UNREADABLE",
    ],
    ["an external workbook", "_rels/.rels", (text: string) => text.replace("/>", ' TargetMode="External"/>'), "FILE_UNREADABLE"],
  ])("%s ends the reading with its reason", async (...[, part, change, code]) => {
    expect(await outcomeOf(changedPart(part, change))).toMatchObject({ kind: "input", code });
  });

  test.each([
    [
      "a text that is not there",
      (text: string) => text.replace(/<v>6<\/v>/, "<v>600</v>"),
      "VALUE_UNREADABLE 2 row 2/A2: the shared text 600",
    ],
    ["a cell that goes back", (text: string) => text.replace('r="C2"', 'r="A2"'), "FILE_UNREADABLE 2 row 2/A2: a cell A2"],
    [
      "a cell far away",
      (text: string) => text.replace('r="F2"', 'r="XFD2"'),
      "FILE_TOO_LARGE 2 row 2/XFD2: a cell in column 16384",
    ],
    ["no number", (text: string) => text.replace("<v>5.25</v>", "<v>0x10</v>"), "VALUE_UNREADABLE 2 row 2/C2: 0x10"],
    ["an infinite number", (text: string) => text.replace("<v>5.25</v>", "<v>1e999</v>"), "VALUE_UNREADABLE 2 row 2/C2: 1e999"],
    [
      "a date that no calendar has",
      (text: string) => text.replace("<v>45352</v>", "<v>60</v>"),
      "TIME_UNREADABLE 2 row 2/B2: 60",
    ],
    [
      "more digits than a number has",
      (text: string) => text.replace("<v>5.25</v>", "<v>5.25000000000000000001</v>"),
      "AMOUNT_TOO_PRECISE 2 row 2/Amount: 5.25",
    ],
  ])("%s spoils its row alone", async (...[, change, said]) => {
    const read = await readMadeTable(changedPart(sheetPart, change), map);
    expect(read.said).toEqual([said]);
    expect(read.rows("transfers")).toHaveLength(2);
  });

  test("limits are named: shared texts, rows, columns", async () => {
    const sheet = makeSheet({ rows });
    for (const [name, limit] of [
      ["sharedTextsMax", 5],
      ["sharedCharactersMax", 10],
      ["rowsMax", 2],
      ["columnCountMax", 4],
    ] as const) {
      const read = readMadeTable(sheet, map, { [name]: limit });
      await expect(read).rejects.toMatchObject({ code: "FILE_TOO_LARGE", finding: { expected: expect.stringContaining(name) } });
    }
  });

  test("any change to the sheet's XML is read whole, kept apart, or refused: never a crash", async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 0.999, noNaN: true }),
      text: fc.constantFrom("<", ">", "&", '"', "/", "v", "9", "\0", "<row>", "</c>", ' r="B2"', "]]>"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(sheetPart, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"),
        async (changes, part) => {
          const mutate = (text: string): string =>
            changes.reduce((mutated, { at, text: piece }) => {
              const index = Math.floor(at * mutated.length);
              return `${mutated.slice(0, index)}${piece}${mutated.slice(index + 1)}`;
            }, text);
          const outcome = await outcomeOf(changedPart(part, mutate));
          if ("kind" in outcome) expect(outcome.kind).toBe("input");
          else expect(outcome.items.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("hostile CSV", () => {
  const good = `${columns.join(",")}\n1,01/03/2024,5.00,1,B,2\n2,02/03/2024,6.00,1,B,2\n3,03/03/2024,7.00,1,B,2\n`;

  test("formulas stay texts", async () => {
    const read = await readMadeTable(good.replace("2,02/03/2024,6.00,1,B,2", "=HYPERLINK(1),02/03/2024,6.00,1,B,2"), map);
    expect(read.said).toEqual([]);
    expect(read.rows("payments")).toContainEqual(expect.objectContaining({ reference: "=HYPERLINK(1)" }));
  });

  test("NUL bytes, long cells and wide rows spoil their row alone", async () => {
    for (const bad of ["2,02/03/2024,6.00,1,B,2\0", `2,02/03/2024,6.00,1,B,${"2".repeat(70_000)}`, `2${",".repeat(5000)}`]) {
      const read = await readMadeTable(good.replace("2,02/03/2024,6.00,1,B,2", bad), map);
      expect(read.said).toHaveLength(1);
      expect(read.rows("transfers")).toHaveLength(2);
    }
  });

  test("any bytes: each row is taken or kept apart, each transfer is one that the file states", async () => {
    const bytes = Buffer.from(good);
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      value: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x22, 0x2c, 0x0a, 0x0d)),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const mutated = Buffer.from(bytes);
        for (const { at, value } of changes) mutated[at] = value;
        const outcome = await outcomeOf(mutated);
        if ("kind" in outcome) {
          expect(outcome.kind).toBe("input");
          return;
        }
        const kept = outcome.items.filter((item) => "findings" in item).length;
        expect(kept + outcome.rows("payments").length).toBeGreaterThan(0);
        for (const { atoms } of outcome.rows("transfers")) expect(mutated.toString("latin1")).toContain(`${atoms / 100n}`);
      }),
      { numRuns: 150 },
    );
  });
});
