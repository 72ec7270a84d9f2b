import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, digestText, type Finding, formatInstant } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
import { findProfile, type GoamlProfile } from "./goaml-profile.ts";
import { readGoaml } from "./read-goaml.ts";

interface Reading {
  readonly items: readonly IngestItem[];
  readonly warnings: readonly Finding[];
}

interface Options {
  readonly piece?: number;
  readonly submitter?: string;
  readonly profile?: GoamlProfile;
  readonly zoneOffset?: string;
  readonly limits?: GoamlLimits;
}

async function read(xml: string | Uint8Array, options: Options = {}): Promise<Reading> {
  const bytes = typeof xml === "string" ? new TextEncoder().encode(xml) : xml;
  const { piece = 65_536, submitter = "re-01", profile = findProfile("goaml-lk-2.0"), zoneOffset, limits } = options;
  const context = { file: "report.xml", fileSha256: digestBytes(bytes), submitter, format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readGoaml({ bytes: cut(bytes, piece), submission, profile, zoneOffset, limits })) items.push(item);
  return { items, warnings: items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : [])) };
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const findingsOf = ({ items }: Reading): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const fieldsOf = (reading: Reading) =>
  rowsOf(reading)
    .flatMap((rows) => rows.reportRecords ?? [])
    .flatMap(({ content }): [string, string][] => JSON.parse(content))
    .map(([path, value]) => ({ path, value }));
const transfersOf = (reading: Reading) => rowsOf(reading).flatMap((rows) => rows.transfers ?? []);

const account = (side: string, number: string, extra = "") =>
  `<${side}_account><institution_name>Bank</institution_name><swift>7010</swift>${extra}<account>${number}</account></${side}_account>`;

interface Parts {
  readonly number?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly from?: string;
  readonly to?: string;
  readonly extra?: string;
}

const transaction = ({ number = "T-1", date = "2025-03-10T08:15:00", amount = "1500.50", from, to, extra = "" }: Parts = {}) =>
  `<transaction><transactionnumber>${number}</transactionnumber><date_transaction>${date}</date_transaction>
<amount_local>${amount}</amount_local>${extra}
<t_from_my_client><from_funds_code>ELEC</from_funds_code>${from ?? account("from", "111")}<from_country>LK</from_country></t_from_my_client>
<t_to><to_funds_code>ELEC</to_funds_code>${to ?? account("to", "222")}<to_country>LK</to_country></t_to></transaction>`;

const headerOf = ({ reference = "R-1" }) =>
  `<entity_reference>${reference}</entity_reference><currency_code_local>LKR</currency_code_local>`;

const report = (body: string, header = headerOf({})) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<report>${header}<reason>why</reason>\n${body}\n<report_indicators><indicator>A</indicator></report_indicators></report>`;

const foreign = (side: string, code: string, amount: string) =>
  `<${side}_foreign_currency><foreign_currency_code>${code}</foreign_currency_code><foreign_amount>${amount}</foreign_amount></${side}_foreign_currency>`;

describe("a two-sided transaction", () => {
  test("is one transfer in local currency, at the profile's local time", async () => {
    const [transfer] = transfersOf(await read(report(transaction())));
    expect(transfer).toMatchObject({
      source: "bank-record",
      from: "bank:LK-7010:111",
      to: "bank:LK-7010:222",
      asset: "iso4217:LKR",
      atoms: 150_050n,
      sequence: 1n,
      precision: "second",
      basis: "booking",
      reference: null,
    });
    expect(transfer === undefined ? "" : formatInstant(transfer.occurredAt)).toBe("2025-03-10T02:45:00.000000Z");
  });

  test("has an id and a locator that say nothing of submitter, reference or number", async () => {
    const { items } = await read(report(transaction({ number: "NUMBER-77" })), { submitter: "bank-of-nowhere" });
    const [transfer] = transfersOf({ items, warnings: [] });
    expect(transfer?.id).toMatch(/^br-[0-9a-f]{32}$/);
    expect(items.map((item) => item.record.locator)).toEqual([
      "/report line 2",
      "/report/transaction[1] line 3",
      "/report/report_indicators line 7",
    ]);
  });

  test.each([
    ["another submitter", report(transaction()), { submitter: "re-02" }],
    ["another reference", report(transaction(), headerOf({ reference: "R-2" })), {}],
    ["another number", report(transaction({ number: "T-2" })), {}],
    ["another content", report(transaction({ extra: "<comments>x</comments>" })), {}],
  ])("has another id under %s", async (_name, xml, options) => {
    const [first] = transfersOf(await read(report(transaction())));
    const [second] = transfersOf(await read(xml, options));
    expect(second?.id).toBeDefined();
    expect(second?.id).not.toBe(first?.id);
  });

  test("has the same id where only layout differs", async () => {
    const [first] = transfersOf(await read(report(transaction())));
    const [second] = transfersOf(await read(report(transaction()).replaceAll("><", ">\n    <")));
    expect(second?.id).toBe(first?.id);
  });

  test.each(["+1500.50", "1500.5", "01500.500"])("moves %s as the FIU's schema means it", async (amount) => {
    expect(transfersOf(await read(report(transaction({ amount }))))).toMatchObject([{ atoms: 150_050n }]);
  });

  test("moves what a side states in its foreign currency, not its valuation", async () => {
    const from = `${foreign("from", "USD", "50000.00")}${account("from", "111")}`;
    const [transfer] = transfersOf(await read(report(transaction({ amount: "183625.1234567890123", from }))));
    expect(transfer).toMatchObject({ asset: "iso4217:USD", atoms: 5_000_000n });
  });

  test("takes one foreign amount that both sides state alike", async () => {
    const [from, to] = ["from", "to"].map((side) => `${foreign(side, "JPY", "900")}${account(side, side)}`);
    const [transfer] = transfersOf(await read(report(transaction({ from: from ?? "", to: to ?? "" }))));
    expect(transfer).toMatchObject({ asset: "iso4217:JPY", atoms: 900n });
  });

  test("maps a crypto currency code through the profile", async () => {
    const to = `${foreign("to", "XBT", "0.00000001")}${account("to", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT")}`;
    const [transfer] = transfersOf(await read(report(transaction({ to }))));
    expect(transfer).toMatchObject({
      asset: "bip122:000000000019d6689c085ae165831e93/slip44:0",
      atoms: 1n,
      to: "bip122:000000000019d6689c085ae165831e93:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    });
  });

  test("gives a person without an account an opaque account of this transaction alone", async () => {
    const person = "<from_person><first_name>Nemo</first_name><last_name>Nobody</last_name></from_person>";
    const body = ["T-1", "T-2"].map((number) => transaction({ number, from: person })).join("");
    const reading = await read(report(body));
    const [first, second] = transfersOf(reading);
    expect(first?.from).toMatch(/^bank:no-account:[0-9a-f]{32}$/);
    expect(second?.from).toMatch(/^bank:no-account:[0-9a-f]{32}$/);
    expect(first?.from).not.toBe(second?.from);
    const involvement = rowsOf(reading).flatMap((rows) => rows.involvements ?? []);
    expect(involvement.filter(({ role }) => role === "from").map(({ account: held }) => held)).toEqual([
      first?.from,
      second?.from,
    ]);
  });

  test("of cash says so", async () => {
    const from = "<from_person><first_name>Nemo</first_name><last_name>Nobody</last_name></from_person>";
    const xml = report(transaction({ from })).replace("<from_funds_code>ELEC", "<from_funds_code>CASH");
    expect(transfersOf(await read(xml))[0]?.from).toMatch(/^bank:cash:[0-9a-f]{32}$/);
  });

  test("that was not completed keeps its parties and moves nothing", async () => {
    const reading = await read(report(transaction({ extra: "<transaction_status>I</transaction_status>" })));
    expect(transfersOf(reading)).toEqual([]);
    expect(findingsOf(reading)).toEqual([]);
    expect(reading.warnings).toMatchObject([
      { code: "VALUE_UNREADABLE", where: { path: "/report/transaction[1]/transaction_status" } },
    ]);
    expect(rowsOf(reading).flatMap((rows) => rows.accounts ?? [])).toHaveLength(2);
  });
});

const damages: readonly (readonly [string, Parts, { code: string; path: string; line: number }])[] = [
  ["an exponent", { amount: "1e5" }, { code: "AMOUNT_NOT_DECIMAL", path: "amount_local", line: 4 }],
  ["a decimal comma", { amount: "1,50" }, { code: "AMOUNT_NOT_DECIMAL", path: "amount_local", line: 4 }],
  ["a negative amount", { amount: "-1.00" }, { code: "AMOUNT_NEGATIVE", path: "amount_local", line: 4 }],
  ["an amount of zero", { amount: "0.00" }, { code: "VALUE_UNREADABLE", path: "amount_local", line: 4 }],
  ["a third decimal", { amount: "1.005" }, { code: "AMOUNT_TOO_PRECISE", path: "amount_local", line: 4 }],
  ["an amount of -", { amount: "-" }, { code: "FIELD_MISSING", path: "amount_local", line: 4 }],
  ["a date that does not exist", { date: "2025-02-30T00:00:00" }, { code: "TIME_UNREADABLE", path: "date_transaction", line: 3 }],
  ["a placeholder date", { date: "1900-01-01T00:00:00" }, { code: "FIELD_MISSING", path: "date_transaction", line: 3 }],
  [
    "a time before its zone is known",
    { date: "2001-01-01T00:00:00" },
    { code: "TIME_WITHOUT_OFFSET", path: "date_transaction", line: 3 },
  ],
  ["no number", { number: "" }, { code: "FIELD_MISSING", path: "transactionnumber", line: 3 }],
  [
    "a side without account number",
    { to: account("to", "-") },
    { code: "FIELD_MISSING", path: "t_to/to_account/account", line: 6 },
  ],
  ["a side without subject", { to: "" }, { code: "FIELD_MISSING", path: "t_to/to_account", line: 6 }],
  [
    "an unknown currency",
    { to: `${foreign("to", "ZZZ", "1")}${account("to", "1")}` },
    { code: "ASSET_UNKNOWN_FORM", path: "t_to/to_foreign_currency/foreign_currency_code", line: 6 },
  ],
  [
    "two currencies",
    { from: `${foreign("from", "EUR", "1")}${account("from", "1")}`, to: `${foreign("to", "USD", "1")}${account("to", "1")}` },
    { code: "VALUE_UNREADABLE", path: "t_to/to_foreign_currency", line: 6 },
  ],
  [
    "a local amount that contradicts itself",
    { to: `${foreign("to", "LKR", "7")}${account("to", "1")}` },
    { code: "VALUE_UNREADABLE", path: "t_to/to_foreign_currency", line: 6 },
  ],
  ["two amounts", { extra: "<amount_local>2</amount_local>" }, { code: "VALUE_UNREADABLE", path: "amount_local[2]", line: 4 }],
  [
    "two account numbers",
    { to: account("to", "1</account><account>2") },
    { code: "VALUE_UNREADABLE", path: "t_to/to_account/account[2]", line: 6 },
  ],
  [
    "two foreign amounts",
    { to: `${foreign("to", "USD", "1")}${foreign("to", "USD", "1")}${account("to", "1")}` },
    { code: "VALUE_UNREADABLE", path: "t_to/to_foreign_currency[2]", line: 6 },
  ],
  ["both forms at once", { extra: "<involved_parties/>" }, { code: "VALUE_UNREADABLE", path: "t_from_my_client", line: 5 }],
];

describe("a transaction with", () => {
  test.each(damages)("%s is kept apart with its place, the next one loads", async (_name, parts, { code, path, line }) => {
    const reading = await read(report(`${transaction(parts)}${transaction({ number: "T-9" })}`));
    const findings = findingsOf(reading);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code,
        where: expect.objectContaining({ file: "report.xml", line, path: `/report/transaction[1]/${path}` }),
      }),
    );
    if (parts.number === undefined) expect(findings.every(({ where }) => where.record === "T-1")).toBe(true);
    expect(transfersOf(reading).map(({ sequence }) => sequence)).toEqual([2n]);
  });

  test("several faults names them all at once", async () => {
    const xml = report(transaction({ amount: "1e5", date: "soon", from: account("from", "-"), to: "" }));
    expect(findingsOf(await read(xml)).map(({ code }) => code)).toEqual([
      "TIME_UNREADABLE",
      "AMOUNT_NOT_DECIMAL",
      "FIELD_MISSING",
      "FIELD_MISSING",
    ]);
  });

  test("its own text is kept apart word for word", async () => {
    const bad = transaction({ amount: "1e5" });
    const { items } = await read(report(`${bad}${transaction({ number: "T-9" })}`), { piece: 7 });
    expect(items.find((item) => "findings" in item)).toMatchObject({ raw: bad, record: { rawSha256: digestText(bad) } });
  });
});

describe("a repeated transactionnumber", () => {
  test("with the same content is told and not counted twice", async () => {
    const reading = await read(report(`${transaction()}${transaction()}`));
    expect(transfersOf(reading)).toHaveLength(1);
    expect(findingsOf(reading)).toMatchObject([{ code: "RECORD_CONFLICT", found: expect.stringContaining("word for word") }]);
  });

  test("with other content is told with both digests", async () => {
    const reading = await read(report(`${transaction()}${transaction({ amount: "7" })}`));
    expect(transfersOf(reading).map(({ atoms }) => atoms)).toEqual([150_050n]);
    const [conflict] = findingsOf(reading);
    expect(conflict?.code).toBe("RECORD_CONFLICT");
    expect(conflict?.found.match(/[0-9a-f]{64}/g)).toHaveLength(2);
  });
});

describe("a report", () => {
  test("keeps its header, narrative and indicators", async () => {
    const reading = await read(
      report(transaction(), `${headerOf({})}<report_code>STR</report_code><report_date>2025-03-11T00:00:00</report_date>`),
    );
    expect(rowsOf(reading).flatMap((rows) => rows.reportVersions ?? [])).toMatchObject([
      {
        submitter: "re-01",
        profile: "goaml-lk-2.0",
        reference: "R-1",
        reportCode: "STR",
        statedDate: "2025-03-11T00:00:00",
        narrative: "why",
      },
    ]);
    const fields = fieldsOf(reading);
    expect(fields.find(({ path }) => path === "/report/report_indicators/indicator")?.value).toBe("A");
  });

  test("without a reference is known by its bytes, and says so", async () => {
    const reading = await read(report(transaction(), headerOf({ reference: "-" })));
    expect(reading.warnings).toMatchObject([{ code: "FIELD_MISSING", where: { path: "/report/entity_reference" } }]);
    expect(rowsOf(reading)[0]?.reportVersions?.[0]?.reference).toMatch(/^file:[0-9a-f]{64}$/);
  });

  test("in an edition without a zone needs an offset", async () => {
    const base = { profile: findProfile("goaml-base") };
    expect(findingsOf(await read(report(transaction()), base))).toMatchObject([{ code: "TIME_WITHOUT_OFFSET" }]);
    expect(transfersOf(await read(report(transaction()), { ...base, zoneOffset: "+07:00" }))).toHaveLength(1);
    expect(transfersOf(await read(report(transaction({ date: "2025-03-10T08:15:00Z" })), base))).toHaveLength(1);
  });

  test("of an activity gives parties and no transfer", async () => {
    const person = "<person><first_name>Nemo</first_name><last_name>Nobody</last_name></person>";
    const activity = `<activity><report_parties><report_party><role>W</role>${person}</report_party></report_parties></activity>`;
    const reading = await read(report(activity));
    expect(transfersOf(reading)).toEqual([]);
    expect(rowsOf(reading).flatMap((rows) => rows.parties ?? [])).toMatchObject([{ kind: "person", name: "Nemo Nobody" }]);
    expect(rowsOf(reading).flatMap((rows) => rows.involvements ?? [])).toMatchObject([{ role: "activity:W", transferId: null }]);
  });

  test("of several parties gives roles and no transfer", async () => {
    const subject = "<account><swift>7010</swift><account>5</account></account>";
    const party = `<party><role>PYER</role>${subject}</party>`;
    const [before] = transaction().split("<t_from_my_client>");
    const xml = report(`${before}<involved_parties>${party}</involved_parties></transaction>`);
    const reading = await read(xml);
    expect(transfersOf(reading)).toEqual([]);
    expect(findingsOf(reading)).toEqual([]);
    expect(
      rowsOf(reading)
        .flatMap((rows) => rows.involvements ?? [])
        .map(({ role }) => role),
    ).toEqual(["involved:PYER"]);
  });

  test("reads the same however its bytes come in pieces", async () => {
    const xml = report(
      `${transaction({ extra: "<comments>ខ្មែរ 🙂 &amp; ไทย</comments>" })}${transaction({ number: "T-2", amount: "x" })}`,
    );
    const whole = await read(xml);
    for (const piece of [1, 2, 3, 7, 64]) expect(await read(xml, { piece })).toEqual(whole);
  });

  test("of more transactions than the limit says where it stopped", async () => {
    const body = ["1", "2", "3"].map((number) => transaction({ number })).join("");
    const reading = await read(report(body), { limits: { ...goamlLimits, transactionsMax: 2 } });
    expect(transfersOf(reading)).toHaveLength(2);
    expect(findingsOf(reading)).toMatchObject([{ code: "LIMIT_REACHED", where: { path: "/report/transaction[3]" } }]);
  });

  test("with an element that nothing knows says so and keeps it", async () => {
    const reading = await read(report("<remarks><remark>x</remark></remarks>"));
    expect(reading.warnings).toMatchObject([{ code: "FIELD_UNKNOWN", where: { path: "/report/remarks" } }]);
    expect(fieldsOf(reading).some(({ path }) => path.startsWith("/report/remarks/remark"))).toBe(true);
  });

  test.each([
    ["a wrapper", `<transactions>${transaction()}</transactions>`, "/report/transactions"],
    ["other letters", transaction().replaceAll("transaction>", "Transaction>"), "/report/Transaction"],
    ["a wrapper after another payment", `${transaction()}<more>${transaction({ number: "T-2" })}</more>`, "/report/more"],
  ])("whose payments %s hides is not read as if it had none", async (_name, body, path) => {
    const reading = await read(report(body));
    expect(findingsOf(reading)).toMatchObject([{ code: "FIELD_UNKNOWN", where: { path } }]);
    expect(transfersOf(reading)).toHaveLength(path === "/report/more" ? 1 : 0);
  });

  test("in another country's currency is refused whole: its profile is the wrong one", async () => {
    const reading = await read(report(transaction()), { profile: findProfile("goaml-gh") });
    expect(rowsOf(reading)).toEqual([]);
    expect(findingsOf(reading)).toMatchObject([
      { code: "VALUE_UNREADABLE", found: "local currency LKR", where: { line: 2, path: "/report/currency_code_local" } },
    ]);
  });

  test("that states another country's currency too late is not complete", async () => {
    const late = report(
      `${transaction()}<currency_code_local>USD</currency_code_local>`,
      "<entity_reference>R</entity_reference>",
    );
    expect(findingsOf(await read(late))).toMatchObject([{ found: "local currency USD" }, { severity: "warning" }]);
  });

  test("of another root element is refused", async () => {
    const reading = await read("<transactions/>");
    expect(findingsOf(reading)).toMatchObject([{ code: "FILE_UNREADABLE", where: { path: "/transactions", line: 1 } }]);
  });
});
