import { SubmissionScope } from "@tributary/bank-kit";
import { digestText, type Finding, formatInstant, formatUnits } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIso20022 } from "./read-iso20022.ts";

async function read(xml: string, zoneOffset?: string): Promise<readonly IngestItem[]> {
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield new TextEncoder().encode(xml);
  }
  const context = { file: "s.xml", fileSha256: digestText("s"), submitter: "re-01", format: "iso20022", profile: "iso20022" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readIso20022({ bytes: pieces(), submission, zoneOffset })) items.push(item);
  return items;
}

type Items = readonly IngestItem[];
const errorsOf = (items: Items): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const warningsOf = (items: Items): readonly Finding[] => items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const rowsOf = (items: Items) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const transfersOf = (items: Items) => rowsOf(items).flatMap((rows) => rows.transfers ?? []);
const shapesOf = (items: Items) => rowsOf(items).flatMap((rows) => (rows.payments ?? []).map(({ shape }) => shape));
const partsOf = (items: Items) => rowsOf(items).flatMap((rows) => rows.involvements ?? []);
const balancesOf = (items: Items) =>
  rowsOf(items)
    .flatMap((rows) => rows.reportBalances ?? [])
    .map(({ time, atoms }) => `${formatInstant(time).slice(0, 16)} ${atoms}`);

const own = "DE89370400440532013000";

interface Entry {
  readonly amount?: string;
  readonly direction?: string;
  readonly status?: string;
  readonly booked?: string;
  readonly extra?: string;
  readonly details?: string;
}

const day = "<BookgDt><Dt>2025-03-10</Dt></BookgDt>";

const entry = ({
  amount = "10.00",
  direction = "CRDT",
  status = "BOOK",
  booked = day,
  extra = "",
  details = "",
}: Entry = {}): string =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>${extra}<Sts>${status}</Sts>${booked}
<BkTxCd/>${details === "" ? "" : `<NtryDtls>${details}</NtryDtls>`}</Ntry>`;

const iban = (name: string, number: string): string => `<${name}Acct><Id><IBAN>${number}</IBAN></Id></${name}Acct>`;
const details = (parties: string, extra = ""): string => `<TxDtls>${extra}<RltdPties>${parties}</RltdPties></TxDtls>`;
const counterparty = details(iban("Dbtr", "NL91ABNA0417164300"));

const balance = (...stated: readonly [type: string, amount: string, date: string, direction?: string]): string => {
  const [type, amount, date, direction = "CRDT"] = stated;
  return `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd><Dt><Dt>${date}</Dt></Dt></Bal>`;
};

const inMessage = (statements: string): string =>
  `<Document><BkToCstmrStmt><GrpHdr><MsgId>M-1</MsgId></GrpHdr>${statements}</BkToCstmrStmt></Document>`;

const statement = (content: string, id = "S-1", head = ""): string =>
  inMessage(`<Stmt><Id>${id}</Id>${head}<Acct><Id><IBAN>${own}</IBAN></Id></Acct>${content}</Stmt>`);

describe("an entry", () => {
  test.each([
    ["CRDT", "Dbtr", "iban:NL91ABNA0417164300", `iban:${own}`],
    ["DBIT", "Cdtr", `iban:${own}`, "iban:NL91ABNA0417164300"],
  ])("%s with the %s's account is a transfer", async (...row) => {
    const [direction, word, from, to] = row;
    const items = await read(statement(entry({ direction, details: details(iban(word, "NL91ABNA0417164300")) })));
    expect(transfersOf(items)).toMatchObject([{ from, to, atoms: 1000n, basis: "booking", precision: "day" }]);
  });

  test.each([
    ["without details", "", "roles"],
    ["with a counterparty who has no account", details("<Dbtr><Nm>A</Nm></Dbtr>"), "roles"],
    ["with the other side's account alone", details(iban("Cdtr", "NL91ABNA0417164300")), "roles"],
    ["with its own account on both sides", details(iban("Dbtr", own)), "roles"],
    ["that was returned", `<TxDtls><RltdPties>${iban("Dbtr", "NL91ABNA0417164300")}</RltdPties><RtrInf/></TxDtls>`, "return"],
    ["of nothing", details(iban("Dbtr", "NL91ABNA0417164300"), '<Amt Ccy="EUR">0</Amt>'), "two-sided"],
  ])("%s is %s", async (_name, text, shape) => {
    const items = await read(statement(entry({ details: text })));
    expect(errorsOf(items)).toEqual([]);
    expect(shapesOf(items)).toEqual([shape]);
    expect(transfersOf(items)).toHaveLength(shape === "two-sided" ? 1 : 0);
  });

  test.each(["PDNG", "INFO", "FUTR", "<Cd>PDNG</Cd>", "<Prtry>odd</Prtry>"])("of status %s has not moved", async (status) => {
    expect(shapesOf(await read(statement(entry({ status, details: counterparty }))))).toEqual(["not-moved"]);
  });

  test("that is reversed brings money back; its parties are those of the first payment", async () => {
    const text = entry({ direction: "DBIT", extra: "<RvslInd>true</RvslInd>", details: counterparty });
    const items = await read(statement(text));
    expect(shapesOf(items)).toEqual(["return"]);
    expect(partsOf(items).map(({ role, account }) => [role, account])).toEqual([
      ["from", `iban:${own}`],
      ["original-from", "iban:NL91ABNA0417164300"],
    ]);
  });

  test("names its parties inside Pty or directly", async () => {
    const nested = await read(statement(entry({ details: details("<Dbtr><Pty><Nm>A</Nm></Pty></Dbtr>") })));
    const direct = await read(statement(entry({ details: details("<Dbtr><Nm>A</Nm></Dbtr>") })));
    for (const items of [nested, direct]) {
      const parties = rowsOf(items).flatMap((rows) => rows.parties ?? []);
      expect(parties.map(({ name }) => name)).toEqual(["A"]);
    }
  });

  test("of several payments is each of them; those that do not add up are told", async () => {
    const one = details(iban("Dbtr", "NL91ABNA0417164300"), '<Amt Ccy="EUR">4.00</Amt>');
    const two = details("<Dbtr><Nm>A</Nm></Dbtr>", '<Amt Ccy="EUR">5.00</Amt>');
    const items = await read(statement(entry({ details: one + two })));
    expect(shapesOf(items)).toEqual(["two-sided", "roles"]);
    expect(transfersOf(items)).toMatchObject([{ atoms: 400n }]);
    expect(warningsOf(items)).toMatchObject([
      { rule: "iso20022/entry-sum", found: expect.stringContaining("900 in an entry of 1000") },
    ]);
  });

  test("of thousands of payments is read like one of two", async () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      details(
        `<Dbtr><Nm>A</Nm></Dbtr>${iban("Dbtr", "NL91ABNA0417164300")}`,
        `<Refs><TxId>T${index}</TxId></Refs><Amt Ccy="EUR">1</Amt>`,
      ),
    );
    const items = await read(statement(entry({ amount: "3000", details: many.join("") })));
    expect(warningsOf(items)).toEqual([]);
    expect(new Set(transfersOf(items).map(({ id }) => id)).size).toBe(3000);
  });

  test("in another currency than its payment is what was booked", async () => {
    const text = details(iban("Dbtr", "NL91ABNA0417164300"), '<Amt Ccy="USD">11.00</Amt>');
    const items = await read(statement(entry({ details: text })));
    expect(transfersOf(items)).toMatchObject([{ atoms: 1000n, asset: "iso4217:EUR" }]);
    expect(warningsOf(items)).toMatchObject([{ rule: "iso20022/exchange" }]);
  });

  test("of a time without an offset is refused where a transfer would rest on it, and only there", async () => {
    const booked = "<BookgDt><DtTm>2025-03-10T10:00:00</DtTm></BookgDt>";
    const text = statement(entry({ booked, details: counterparty }) + entry({ booked }));
    expect(errorsOf(await read(text))).toMatchObject([
      { code: "TIME_WITHOUT_OFFSET", where: { path: expect.stringContaining("Ntry[1]") } },
    ]);
    expect(transfersOf(await read(text, "+02:00"))).toMatchObject([{ precision: "second" }]);
  });

  test("without any date is no transfer", async () => {
    const items = await read(statement(entry({ booked: "", details: counterparty })));
    expect(shapesOf(items)).toEqual(["roles"]);
    expect(warningsOf(items)).toMatchObject([{ code: "FIELD_MISSING" }]);
  });

  test("in a statement of no account is roles, with a warning", async () => {
    const items = await read(inMessage(`<Stmt><Id>S</Id>${entry({ details: counterparty })}</Stmt>`));
    expect(shapesOf(items)).toEqual(["roles"]);
    expect(warningsOf(items)).toMatchObject([{ rule: "iso20022/own-account" }]);
  });
});

describe("a movement that the bank names", () => {
  const named = (reference: string, booked = day): string =>
    entry({ booked: `${booked}<AcctSvcrRef>${reference}</AcctSvcrRef>`, details: counterparty });

  test("is one transfer in every statement, whatever the time of day is stated as", async () => {
    const exact = "<BookgDt><DtTm>2025-03-10T10:00:00+01:00</DtTm></BookgDt>";
    const first = transfersOf(await read(statement(named("R-1"), "S-1")));
    const second = transfersOf(await read(statement(entry({ details: counterparty }) + named("R-1", exact), "S-2")));
    expect(second[1]).toEqual(first[0]);
    expect(second[0]?.id).not.toBe(first[0]?.id);
  });

  test.each(["NONREF", "NOTREF", "0", "N/A"])("is another one in each statement that calls it %j", async (reference) => {
    const content = named(reference);
    const ids = await Promise.all(["S-1", "S-2"].map(async (id) => transfersOf(await read(statement(content, id)))[0]?.id));
    expect(new Set(ids).size).toBe(2);
  });

  test("is another one under another reference, and each time that one statement says it", async () => {
    const items = await read(statement(named("R-1") + named("R-1") + named("R-2")));
    expect(new Set(transfersOf(items).map(({ id }) => id)).size).toBe(3);
  });
});

describe("balances", () => {
  const wholeDay = (opening: string, closing = "2025-03-10"): string =>
    statement(balance("OPBD", "90.00", opening) + balance("CLBD", "100.00", closing) + entry());

  test.each([
    ["the day before", "2025-03-09"],
    ["its own day", "2025-03-10"],
  ])("opening dated with %s hold when the first entry's day begins", async (_name, opening) => {
    expect(balancesOf(await read(wholeDay(opening), "+02:00"))).toEqual(["2025-03-09T22:00 9000", "2025-03-10T22:00 10000"]);
  });

  test.each([
    ["without a zone", wholeDay("2025-03-09"), undefined, []],
    ["dated after entries", wholeDay("2025-03-11", "2025-03-09"), "+00:00", []],
    ["overdrawn", statement(balance("OPBD", "5.00", "2025-03-10", "DBIT")), "+00:00", []],
    ["available only", statement(balance("CLAV", "5.00", "2025-03-10")), "+00:00", []],
    [
      "of a page",
      statement(balance("CLBD", "5.00", "2025-03-10"), "S", "<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>"),
      "+00:00",
      [],
    ],
    ["of a day without entries", statement(balance("CLBD", "5.00", "2025-03-10")), "+00:00", ["2025-03-11T00:00 500"]],
  ])("%s are given to the ledger only where they are exact", async (...row) => {
    const [, xml, zone, expected] = row;
    const items = await read(xml, zone);
    expect(errorsOf(items)).toEqual([]);
    expect(balancesOf(items)).toEqual(expected);
  });

  test("that do not add up are told with both figures; a refused entry leaves it open", async () => {
    const wrong = balance("OPBD", "90.00", "2025-03-09") + balance("CLBD", "99.99", "2025-03-10");
    expect(warningsOf(await read(statement(wrong + entry())))).toMatchObject([
      {
        rule: "iso20022/closing-balance",
        found: "a closing balance of 9999",
        expected: expect.stringContaining("10000: the opening balance of 9000"),
      },
    ]);
    const open = await read(statement(wrong + entry({ amount: "1.001" })), "+00:00");
    expect(errorsOf(open)).toMatchObject([{ code: "AMOUNT_TOO_PRECISE" }]);
    expect([warningsOf(open), balancesOf(open)]).toEqual([[], []]);
  });

  const movement = fc.record({ cents: fc.bigInt({ min: 1n, max: 10n ** 12n }), isCredit: fc.boolean() });

  test("add up exactly when and only when the entries are all there", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(movement, { minLength: 1, maxLength: 12 }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        async (movements, start) => {
          const end = movements.reduce((sum, { cents, isCredit }) => sum + (isCredit ? cents : -cents), start);
          const amount = (cents: bigint): string => formatUnits(cents < 0n ? -cents : cents, 2);
          const ends =
            balance("OPBD", amount(start), "2025-03-09") + balance("CLBD", amount(end), "2025-03-10", end < 0n ? "DBIT" : "CRDT");
          const entries = movements.map(({ cents, isCredit }) =>
            entry({ amount: amount(cents), direction: isCredit ? "CRDT" : "DBIT" }),
          );
          expect(warningsOf(await read(statement(ends + entries.join(""))))).toEqual([]);
          expect(warningsOf(await read(statement(ends + entries.slice(1).join(""))))).toHaveLength(1);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("statements", () => {
  test("of one message, and pages of one statement, are reports of their own", async () => {
    const one = (id: string, head = ""): string => `<Stmt><Id>${id}</Id>${head}<Acct><Id><IBAN>${own}</IBAN></Id></Acct></Stmt>`;
    const page = "<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>";
    const items = await read(inMessage(one("S-1") + one("S-2") + one("S-3", page)));
    const references = rowsOf(items).flatMap((rows) => (rows.reportVersions ?? []).map(({ reference }) => reference));
    expect(references).toEqual(["camt.053 S-1", "camt.053 S-2", "camt.053 S-3 page 1"]);
  });

  test("of two accounts under one identifier are two reports", async () => {
    const one = (number: string): string => `<Stmt><Id>S</Id><Acct><Id><IBAN>${number}</IBAN></Id></Acct>${entry()}</Stmt>`;
    const items = await read(inMessage(one(own) + one("CH9300762011623852957")));
    const references = rowsOf(items).flatMap((rows) => (rows.reportVersions ?? []).map(({ reference }) => reference));
    expect(references).toEqual(["camt.053 S", "camt.053 S CH9300762011623852957"]);
  });

  test("name accounts without an institution inside their own account's scope", async () => {
    const unnamed = details("<DbtrAcct><Id><Othr><Id>12345</Id></Othr></Id></DbtrAcct>");
    const [first] = transfersOf(await read(statement(entry({ details: unnamed }), "S-1")));
    const [second] = transfersOf(await read(statement(entry({ details: unnamed }), "S-2")));
    expect(first?.from).toMatch(/^bank:unstated-[0-9a-f]{16}:12345$/);
    expect(second?.from).toBe(first?.from);
    const [other] = transfersOf(await read(statement(entry({ details: unnamed })).replace(own, "CH9300762011623852957")));
    expect(other?.from).not.toBe(first?.from);
  });
});
