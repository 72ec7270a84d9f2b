import { formatInstant } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeSheet, numberCell, readMadeTable } from "./made-table.ts";

const map = (changes: Readonly<Record<string, string>> = {}): string => {
  const keys: Readonly<Record<string, string>> = {
    name: "bank-a-statement",
    reference: "{ column: No }",
    occurred_at: "{ column: Date, date_order: dmy, zone: Asia/Bangkok }",
    amount: "{ column: Amount, sign: positive_in, group_mark: ',' }",
    currency: "{ constant: THB }",
    own_account: '{ template: "bank:KASITHBK:{Account}" }',
    counterparty_account: '{ template: "bank:{Bank}:{Other}" }',
    counterparty_name: "{ column: Name }",
    description: "{ column: Note }",
    ...changes,
  };
  return Object.entries(keys)
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n");
};

const header = "No,Date,Amount,Account,Bank,Other,Name,Note";
const csv = (...rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

describe("a statement in CSV", () => {
  test("makes a transfer of each row with two accounts, out of the own account or into it", async () => {
    const read = await readMadeTable(
      csv('1,01/03/2024,"1,250.50",123-4,SCB,77 1,Mr. A,rent', "2,02/03/2024 16:05,-20.00,123-4,SCB,77 1,,"),
      map(),
    );
    expect(read.said).toEqual([]);
    expect(read.rows("transfers")).toMatchObject([
      {
        from: "bank:SCB:77%201",
        to: "bank:KASITHBK:123-4",
        atoms: 125_050n,
        asset: "iso4217:THB",
        precision: "day",
        basis: "booking",
      },
      { from: "bank:KASITHBK:123-4", to: "bank:SCB:77%201", atoms: 2000n, precision: "minute" },
    ]);
    const [first, second] = read.rows("transfers");
    expect(first && formatInstant(first.occurredAt)).toBe("2024-02-29T17:00:00.000000Z");
    expect(second && formatInstant(second.occurredAt)).toBe("2024-03-02T09:05:00.000000Z");
    expect(read.rows("parties")).toMatchObject([{ name: "Mr. A" }]);
    expect(read.rows("payments").map(({ shape }) => shape)).toEqual(["two-sided", "two-sided"]);
  });

  test("makes no transfer of a row without a counterparty's account: its parts are roles", async () => {
    const read = await readMadeTable(csv("1,01/03/2024,-500.00,123-4,,,CASH DEPOSIT MACHINE,"), map());
    expect(read.said).toEqual([]);
    expect(read.rows("transfers")).toEqual([]);
    expect(read.rows("payments")).toMatchObject([{ shape: "roles", transfer: null }]);
    expect(read.rows("involvements")).toMatchObject([
      { role: "from", account: "bank:KASITHBK:123-4", transferId: null },
      { role: "to", account: null, transferId: null },
    ]);
  });

  test.each(["-", "0", "N/A", "unknown"])("takes %j for no counterparty's account", async (other) => {
    const read = await readMadeTable(csv(`1,01/03/2024,-500.00,123-4,SCB,${other},,`), map());
    expect(read.said).toEqual([]);
    expect(read.rows("transfers")).toEqual([]);
    expect(read.rows("payments")).toMatchObject([{ shape: "roles" }]);
  });

  test("names a head office as the other formats do", async () => {
    const read = await readMadeTable(csv("1,01/03/2024,5.00,1,coopthbkxxx,2,,"), map());
    expect(read.rows("transfers")).toMatchObject([{ from: "bank:COOPTHBK:2" }]);
    expect(read.rows("accounts").map(({ institution }) => institution)).toContain("coopthbkxxx");
  });

  test("makes no transfer of a row that moves nothing", async () => {
    const read = await readMadeTable(csv("1,01/03/2024,0.00,1,SCB,2,,"), map());
    expect(read.said).toEqual([]);
    expect(read.rows("transfers")).toEqual([]);
    expect(read.rows("payments")).toMatchObject([{ shape: "roles" }]);
  });

  test("says nothing of an amount that only its unknown currency spoils", async () => {
    const read = await readMadeTable(
      csv("1,01/03/2024,5.00,1,SCB,2,,"),
      map({ currency: "{ column: Note }" }).replace("description: { column: Note }\n", ""),
    );
    expect(read.said).toHaveLength(1);
  });

  test("keeps every cell as text, also of columns that nothing reads", async () => {
    const read = await readMadeTable(`${header},Teller\n1,01/03/2024,5,1,B,2,N,note,T-7\n`, map({ ignore: "[Teller]" }));
    expect(read.rows("reportRecords").map(({ content }) => content)).toContainEqual(
      expect.stringContaining('"row 2/Teller","T-7"'),
    );
  });

  test.each([
    [
      "debit and credit columns",
      "No,Date,Out,In,Account,Bank,Other,Name,Note",
      "{ debit: Out, credit: In }",
      ["1,01/03/2024,5.00,,1,B,2,,", "2,01/03/2024,0.00,7.00,1,B,2,,"],
      ["out 500", "in 700"],
    ],
    [
      "a word beside the amount",
      `${header},DC`,
      "{ column: Amount, direction: { column: DC, lookup: { D: out, C: in } } }",
      ["1,01/03/2024,5.00,1,B,2,,,D", "2,01/03/2024,7.00,1,B,2,,,C"],
      ["out 500", "in 700"],
    ],
    [
      "signs before, behind and around",
      header,
      "{ column: Amount, sign: positive_out }",
      [
        "1,01/03/2024,5.00-,1,B,2,,",
        "2,01/03/2024,(7.00),1,B,2,,",
        "3,01/03/2024,\u22128.00,1,B,2,,",
        "4,01/03/2024,+9.00,1,B,2,,",
      ],
      ["in 500", "in 700", "in 800", "out 900"],
    ],
    [
      "groups with spaces at which no line breaks",
      header,
      '{ column: Amount, sign: positive_in, decimal_mark: ",", group_mark: " " }',
      ['1,01/03/2024,"1\u202f234\u00a0567,50",1,B,2,,'],
      ["in 123456750"],
    ],
    [
      "a decimal comma",
      header,
      '{ column: Amount, sign: positive_in, decimal_mark: ",", group_mark: "." }',
      ['1,01/03/2024,"1.234,50",1,B,2,,'],
      ["in 123450"],
    ],
  ])("reads amounts by %s", async (...[, columns, amount, rows, expected]) => {
    const read = await readMadeTable([columns, ...rows].join("\n"), map({ amount }));
    expect(read.said).toEqual([]);
    expect(
      read.rows("transfers").map(({ from, atoms }) => `${from.startsWith("bank:KASITHBK") ? "out" : "in"} ${atoms}`),
    ).toEqual(expected);
  });

  test("tells all that is wrong with a row at once and loads the others", async () => {
    const read = await readMadeTable(
      csv(
        "1,32/03/2024,1.23E+15,,B,2,,",
        "2,01/03/2567,1.234,1,B,1.23E+15,,",
        "3,01/03/2024,5.00,1,B,2,,",
        "3,01/03/2024,6.00,1,B,2,,",
        "4,01/03/2024,5.00",
        '5,01/03/2024,5.00,1,B,2,"open,',
      ),
      map(),
    );
    expect(read.said).toEqual([
      "TIME_UNREADABLE 2 row 2/Date: 32/03/2024",
      "AMOUNT_NOT_DECIMAL 2 row 2/Amount: 1.23E+15",
      "FIELD_MISSING 2 row 2/Account: an empty cell",
      "TIME_UNREADABLE 3 row 3/Date: 01/03/2567",
      "AMOUNT_TOO_PRECISE 3 row 3/Amount: 1.234",
      "ACCOUNT_UNKNOWN_FORM 3 row 3/Other: 1.23E+15",
      "warning VALUE_UNREADABLE 3 row 3/Other: the number 1.23E+15 where something is identified",
      "RECORD_CONFLICT 5 row 5/No: the reference of row 4 again",
      "FIELD_MISSING 6 row 6/Account: 3 cells",
      "FILE_TRUNCATED 7 row 7: a quote that is opened on this line and never closed, up to line 8",
    ]);
    expect(read.rows("transfers")).toHaveLength(1);
  });

  test("refuses a table whose columns the map does not know, all of them at once", async () => {
    const read = await readMadeTable(
      "No,Date,Amount,Amount,Fee\n1,2,3,4,5\n",
      map({ counterparty_account: "", counterparty_name: "", description: "" }),
    );
    expect(read.said).toEqual([
      "FIELD_MISSING 1 Account: the columns No, Date, Amount, Amount, Fee",
      "FIELD_UNKNOWN 1 Fee: a column Fee",
      "VALUE_UNREADABLE 1 Amount: two columns Amount",
    ]);
  });

  test("reads the people that columns describe", async () => {
    const parties =
      "[{ role: conductor, name: { column: Name }, document: { column: Note }, document_kind: passport, birth_date: { column: Bank, date_order: dmy, calendar: buddhist } }]";
    const read = await readMadeTable(
      csv("1,01/03/2024,5.00,1,14/03/2531,,Somchai,AA123"),
      map({ parties, counterparty_account: "", counterparty_name: "", description: "", ignore: "[Other]" }),
    );
    expect(read.said).toEqual([]);
    expect(read.rows("parties")).toMatchObject([
      {
        kind: "person",
        name: "Somchai",
        details: { birthDate: "1988-03-14", documents: [{ kind: "passport", number: "AA123" }] },
      },
    ]);
    expect(read.rows("involvements").map(({ role }) => role)).toEqual(["to", "conductor"]);
  });

  test("reads IBANs as what they are", async () => {
    const read = await readMadeTable(csv("1,01/03/2024,5.00,1,B,DE89370400440532013000,,"), map());
    expect(read.rows("transfers")).toMatchObject([{ from: "iban:DE89370400440532013000" }]);
  });

  test.each([
    ["windows-874", Buffer.from([0xc3, 0xd2]), "รา"],
    ["gbk", Buffer.from([0xd5, 0xc5]), "张"],
    ["utf-16le", null, "张"],
  ])("reads %s after a preamble and with another delimiter", async (...[encoding, bytes, name]) => {
    const text = ['Bank A "statement"', "", header.replaceAll(",", "|"), "1|01/03/2024|5.00|1|B|2|@|", ""].join("\r\n");
    const [before = "", after = ""] = text.split("@");
    const content =
      bytes === null
        ? Buffer.from(`\ufeff${before}${name}${after}`, "utf16le")
        : Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
    const read = await readMadeTable(content, map({ encoding, delimiter: '"|"', header_line: "3" }));
    expect(read.said).toEqual([]);
    expect(read.rows("parties")).toMatchObject([{ name }]);
    expect(read.items.at(-1)).toMatchObject({ record: { locator: "row 4 line 4" } });
  });

  test("spoils only the row in which a byte does not fit the encoding", async () => {
    const content = Buffer.concat([
      Buffer.from(`${header}\n1,01/03/2024,5.00,1,B,2,`),
      Buffer.from([0xfc]),
      Buffer.from(",\n2,01/03/2024,5.00,1,B,2,,\n"),
    ]);
    const read = await readMadeTable(content, map({ encoding: "windows-874" }));
    expect(read.said).toEqual(["VALUE_UNREADABLE 2 row 2: byte 0xfc, which is not windows-874 here"]);
    expect(read.rows("transfers")).toHaveLength(1);
  });

  test("warns of Burmese that is probably in Zawgyi", async () => {
    const read = await readMadeTable(csv("1,01/03/2024,5.00,1,B,2,,ေငြလႊဲျခင္း"), map());
    expect(read.said).toEqual(["warning VALUE_UNREADABLE 2 row 2/Note: Burmese that is probably written for Zawgyi fonts"]);
  });
});

describe("a statement in XLSX", () => {
  const columns = header.split(",");
  const row = (date: string, amount: string, account = "001234"): readonly (ReturnType<typeof numberCell> | null)[] => [
    "1",
    numberCell(date, 1),
    numberCell(amount),
    account,
    "B",
    "2",
    null,
    null,
  ];

  test("reads texts, numbers and dates as what they are", async () => {
    const read = await readMadeTable(makeSheet({ rows: [columns, row("45352.395833333336", "1.1000000000000001")] }), map());
    expect(read.said).toEqual([]);
    const [transfer] = read.rows("transfers");
    expect(transfer).toMatchObject({ atoms: 110n, to: "bank:KASITHBK:001234", precision: "second" });
    expect(transfer && formatInstant(transfer.occurredAt)).toBe("2024-03-01T02:30:00.000000Z");
  });

  test("warns of what a spreadsheet may have harmed, and refuses what it has", async () => {
    const sheet = makeSheet({
      rows: [
        columns,
        [
          numberCell(7),
          numberCell(45352, 1),
          { attributes: "", inside: "<f>SUM(A1:A9)</f><v>5</v>" },
          "1",
          "B",
          numberCell(1234),
          null,
          null,
        ],
        ["8", numberCell(45352, 1), numberCell("0.30000000000000004"), "1", "B", numberCell("1234567890123456"), null, null],
        ["9", "", { attributes: ' t="e"', inside: "<v>#REF!</v>" }, "1", "B", "2", null, null],
      ],
      rowAttributes: ' hidden="1"',
    });
    const read = await readMadeTable(sheet, map());
    expect(read.said).toEqual([
      "warning VALUE_UNREADABLE 2 row 2: a hidden row",
      "warning VALUE_UNREADABLE 2 row 2/No: the number 7 where something is identified",
      "warning VALUE_UNREADABLE 2 row 2/Amount: a formula, whose last result is read",
      "warning VALUE_UNREADABLE 2 row 2/Other: the number 1234 where something is identified",
      "AMOUNT_TOO_PRECISE 3 row 3/Amount: 0.30000000000000004",
      "ACCOUNT_UNKNOWN_FORM 3 row 3/Other: 1234567890123456",
      "warning VALUE_UNREADABLE 3 row 3: a hidden row",
      "warning VALUE_UNREADABLE 3 row 3/Other: the number 1234567890123456 where something is identified",
      "VALUE_UNREADABLE 4 row 4/C4: the error #REF!",
    ]);
    expect(read.rows("transfers")).toHaveLength(1);
  });

  test("says which sheets are not read, and reads none where it cannot tell which", async () => {
    const rows = [columns, row("45352", "5")];
    const hidden = '<sheet name="S" r:id="rId1"/><sheet name="Old" state="hidden" r:id="rId1"/>';
    const macros = { name: "xl/vbaProject.bin", content: Buffer.from("x") };
    const read = await readMadeTable(makeSheet({ rows, sheets: hidden, others: [macros] }), map());
    expect(read.said).toEqual([
      "warning FIELD_UNKNOWN 1 row 1: a hidden sheet Old that is not read",
      "warning FIELD_UNKNOWN 1 row 1: macros, which are not run",
    ]);
    const two = makeSheet({ rows, sheets: '<sheet name="A" r:id="rId1"/><sheet name="B" r:id="rId1"/>' });
    await expect(readMadeTable(two, map())).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      finding: { found: "the sheets A, B" },
    });
    expect((await readMadeTable(two, map({ sheet: "B" }))).rows("transfers")).toHaveLength(1);
  });

  test("reads dates of both systems", async () => {
    for (const [is1904, day] of [
      [false, "45352"],
      [true, "43890"],
    ] as const) {
      const read = await readMadeTable(makeSheet({ rows: [columns, row(day, "5")], is1904 }), map());
      const [transfer] = read.rows("transfers");
      expect(transfer && formatInstant(transfer.occurredAt)).toBe("2024-02-29T17:00:00.000000Z");
    }
  });

  test("refuses a damaged archive as a whole, with its reasons", async () => {
    const sheet = Buffer.from(makeSheet({ rows: [columns] }));
    const read = await readMadeTable(sheet.subarray(0, -10), map());
    expect(read.said).toEqual(["FILE_TRUNCATED 0 : no end record of a ZIP file"]);
  });
});

describe("any amounts and dates", () => {
  const amounts = fc.bigInt({ min: -(10n ** 13n), max: 10n ** 13n });
  const days = fc.integer({ min: 61, max: 2_958_465 });
  const decimal = (atoms: bigint): string => {
    const digits = (atoms < 0n ? -atoms : atoms).toString().padStart(3, "0");
    return `${atoms < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  const dateOf = (day: number): string => new Date((day - 25_569) * 86_400_000).toISOString().slice(0, 10);
  const rows = fc.array(fc.tuple(amounts, days), { minLength: 1, maxLength: 20 });
  const expected = (cases: ReadonlyArray<readonly [bigint, number]>): readonly string[] =>
    cases.map(([atoms, day]) => `${atoms < 0n ? -atoms : atoms} ${atoms < 0n} ${dateOf(day)}`);
  const found = (read: Awaited<ReturnType<typeof readMadeTable>>): readonly string[] =>
    read
      .rows("transfers")
      .map(
        ({ atoms, from, occurredAt }) => `${atoms} ${from.startsWith("bank:KASITHBK")} ${formatInstant(occurredAt).slice(0, 10)}`,
      );

  test("come back from CSV and from XLSX as they were written", async () => {
    const utc = map({ occurred_at: "{ column: Date, date_order: ymd, zone: UTC }" });
    await fc.assert(
      fc.asyncProperty(rows, async (cases) => {
        const inCsv = csv(...cases.map(([atoms, day], index) => `${index},${dateOf(day)},${decimal(atoms)},1,B,2,,`));
        const inSheet = makeSheet({
          rows: [
            header.split(","),
            ...cases.map(([atoms, day], index) => [
              `${index}`,
              numberCell(day, 1),
              numberCell(Number(decimal(atoms))),
              "1",
              "B",
              "2",
              null,
              null,
            ]),
          ],
        });
        const [fromCsv, fromSheet] = [await readMadeTable(inCsv, utc), await readMadeTable(inSheet, utc)];
        const years = cases.filter(([, day]) => Number(dateOf(day).slice(0, 4)) < 2400);
        expect(found(fromCsv)).toEqual(expected(years));
        expect(found(fromSheet)).toEqual(expected(years));
      }),
      { numRuns: 25 },
    );
  });

  test("whatever bytes come, rows are taken or kept apart with a reason, or the file is refused", async () => {
    const good = Buffer.from(
      makeSheet({ rows: [header.split(","), ["1", numberCell(45352, 1), numberCell(5), "1", "B", "2", null, null]] }),
    );
    const change = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const mutated = Buffer.from(good);
        for (const [at, value] of changes) mutated[at] = value;
        const read = await readMadeTable(mutated, map()).catch((error: unknown) => error);
        if (read instanceof Error) expect(read).toMatchObject({ kind: "input" });
        else expect(read).toMatchObject({ items: expect.arrayContaining([]) });
      }),
      { numRuns: 150 },
    );
  });
});
