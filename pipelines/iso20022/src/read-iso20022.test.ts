import { readFileSync } from "node:fs";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestText, type Finding, formatInstant } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type IsoLimits, isoLimits } from "./iso-limits.ts";
import { readIso20022 } from "./read-iso20022.ts";

interface Options {
  readonly piece?: number;
  readonly zoneOffset?: string;
  readonly limits?: IsoLimits;
}

async function read(xml: string | Uint8Array, { piece = 65_536, zoneOffset, limits }: Options = {}) {
  const bytes = typeof xml === "string" ? new TextEncoder().encode(xml) : xml;
  const context = { file: "m.xml", fileSha256: digestText("m"), submitter: "re-01", format: "iso20022", profile: "iso20022" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readIso20022({ bytes: cut(bytes, piece), submission, zoneOffset, limits })) items.push(item);
  return { items, completions: submission.completions() };
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../fixtures/bank/iso20022/${name}`, import.meta.url));

interface Read {
  readonly items: readonly IngestItem[];
}

const findingsOf = ({ items }: Read): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const warningsOf = ({ items }: Read) => items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const rowsOf = ({ items }: Read) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const transfersOf = (reading: Read) => rowsOf(reading).flatMap((rows) => rows.transfers ?? []);
const paymentsOf = (reading: Read) => rowsOf(reading).flatMap((rows) => rows.payments ?? []);
const partiesOf = (reading: Read) => rowsOf(reading).flatMap((rows) => rows.parties ?? []);
const versionsOf = (reading: Read) => rowsOf(reading).flatMap((rows) => rows.reportVersions ?? []);
const partsOf = (reading: Read) => rowsOf(reading).flatMap((rows) => rows.involvements ?? []);

interface Parts {
  readonly id?: string;
  readonly amount?: string;
  readonly date?: string;
  readonly debtor?: string;
  readonly creditor?: string;
  readonly extra?: string;
}

const party = (word: string, name: string, number: string): string =>
  `<${word}><Nm>${name}</Nm></${word}><${word}Acct><Id><Othr><Id>${number}</Id></Othr></Id></${word}Acct>
<${word}Agt><FinInstnId><BICFI>FIXADEFF</BICFI></FinInstnId></${word}Agt>`;

const payment = ({ id = "E-1", amount, date, debtor, creditor, extra = "" }: Parts = {}): string =>
  `<CdtTrfTxInf><PmtId><EndToEndId>${id}</EndToEndId></PmtId>
${amount ?? '<IntrBkSttlmAmt Ccy="EUR">10.00</IntrBkSttlmAmt>'}
${date ?? "<IntrBkSttlmDt>2025-03-10</IntrBkSttlmDt>"}
${debtor ?? party("Dbtr", "A", "111")}${creditor ?? party("Cdtr", "B", "222")}${extra}</CdtTrfTxInf>`;

const message = (payments: string, header = ""): string =>
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"><FIToFICstmrCdtTrf>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2025-03-10T08:00:00Z</CreDtTm>${header}</GrpHdr>${payments}</FIToFICstmrCdtTrf></Document>`;

describe("a customer's credit transfer", () => {
  test("moves the settled amount between both accounts on the value date", async () => {
    const reading = await read(message(payment()));
    expect(findingsOf(reading)).toEqual([]);
    expect(transfersOf(reading)).toMatchObject([
      {
        from: "bank:FIXADEFF:111",
        to: "bank:FIXADEFF:222",
        atoms: 1000n,
        asset: "iso4217:EUR",
        precision: "day",
        basis: "value",
      },
    ]);
    expect(versionsOf(reading)).toMatchObject([
      { reference: "pacs.008 M-1", reportCode: "pacs.008", schemaVersion: "urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08" },
    ]);
  });

  test("without a settlement date moves when it was accepted, if that time's offset is known", async () => {
    const accepted = payment({ date: "<AccptncDtTm>2025-03-10T23:30:00</AccptncDtTm>" });
    const [known] = transfersOf(await read(message(accepted), { zoneOffset: "-02:00" }));
    expect(formatInstant(known?.occurredAt ?? expect.unreachable())).toBe("2025-03-11T01:30:00.000000Z");
    expect(known).toMatchObject({ precision: "second", basis: "booking" });
    expect(findingsOf(await read(message(accepted)))).toMatchObject([
      { code: "TIME_WITHOUT_OFFSET", rule: "iso20022/time", where: { record: "E-1" } },
    ]);
  });

  test("is kept apart with all its faults at once; the others load", async () => {
    const bad = payment({
      amount: '<IntrBkSttlmAmt Ccy="EUR">1.005</IntrBkSttlmAmt>',
      date: "<IntrBkSttlmDt>2025-02-30</IntrBkSttlmDt>",
      creditor: "",
    });
    const reading = await read(message(bad + payment({ id: "E-2" })));
    const at = "/Document/FIToFICstmrCdtTrf/CdtTrfTxInf[1]";
    expect(findingsOf(reading)).toMatchObject([
      { code: "FIELD_MISSING", where: { path: `${at}/Cdtr` } },
      { code: "AMOUNT_TOO_PRECISE", where: { path: `${at}/IntrBkSttlmAmt`, line: 3, column: 1, record: "E-1" } },
      { code: "TIME_UNREADABLE", where: { path: `${at}/IntrBkSttlmDt` } },
    ]);
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test.each(["+10", "10.", "10.000"])("of %s is what XML Schema means by it", async (text) => {
    const reading = await read(message(payment({ amount: `<IntrBkSttlmAmt Ccy="EUR">${text}</IntrBkSttlmAmt>` })));
    expect(transfersOf(reading)).toMatchObject([{ atoms: 1000n }]);
  });

  test.each([
    ["0.00", "VALUE_UNREADABLE"],
    ["-1", "AMOUNT_NEGATIVE"],
    ["1e3", "AMOUNT_NOT_DECIMAL"],
    ["1,50", "AMOUNT_NOT_DECIMAL"],
  ])("of %s is refused", async (text, code) => {
    const reading = await read(message(payment({ amount: `<IntrBkSttlmAmt Ccy="EUR">${text}</IntrBkSttlmAmt>` })));
    expect(findingsOf(reading)).toMatchObject([{ code }]);
  });

  test.each(["0", "N/A", "unknown"])("has no account that is called %j", async (number) => {
    const [transfer] = transfersOf(await read(message(payment({ debtor: party("Dbtr", "A", number) }))));
    expect(transfer?.from).toMatch(/^bank:no-account:/);
  });

  test("that repeats an identifier of the bank is shown and not counted twice", async () => {
    const twice = "<PmtId><EndToEndId>E-1</EndToEndId><TxId>T-1</TxId></PmtId>";
    const one = payment().replace(/<PmtId>.*<\/PmtId>/, twice);
    const reading = await read(message(one + one));
    expect(transfersOf(reading)).toHaveLength(1);
    expect(findingsOf(reading)).toMatchObject([{ code: "RECORD_CONFLICT", rule: "iso20022/unique-transaction" }]);
  });

  test("that repeats the payer's reference is another payment", async () => {
    const reading = await read(message(payment() + payment()));
    expect(paymentsOf(reading).map(({ reference }) => reference)).toEqual(["E-1", "E-1 #2"]);
    expect(new Set(transfersOf(reading).map(({ id }) => id)).size).toBe(2);
  });

  test("keeps who really pays and is paid", async () => {
    const extra = "<UltmtDbtr><Nm>Real Payer</Nm></UltmtDbtr><UltmtCdtr><Nm>Real Payee</Nm></UltmtCdtr>";
    const reading = await read(message(payment({ extra })));
    const names = new Map(partiesOf(reading).map(({ id, name }) => [id, name]));
    const roles = partsOf(reading).map(({ role, partyId }) => `${role} ${names.get(partyId ?? expect.unreachable())}`);
    expect(roles).toEqual(["from A", "to B", "ultimate-from Real Payer", "ultimate-to Real Payee"]);
  });

  test("reads people's and organisations' identifiers", async () => {
    expect(partiesOf(await read(fixture("pacs-008-payments.xml")))).toMatchObject([
      {
        name: "Imaginary Trading GmbH",
        kind: "entity",
        details: { taxNumber: "DE-TAX-0001", documents: [{ kind: "lei" }], addresses: ["Beispielweg, 4, 00000, Nirgendwo, DE"] },
      },
      { name: "Made Up Supplies Ltd" },
      { name: "Invented Parent Holding" },
      {
        name: "Nobody Invented",
        kind: "person",
        details: { birthDate: "1984-02-29", documents: [{ kind: "passport", number: "X0000001" }] },
      },
      { name: "Fictional Person", details: { phones: ["+66-800000000"] } },
      { name: "Person Without Account" },
      { name: "Made Up Supplies Ltd" },
    ]);
  });
});

describe("totals", () => {
  test.each([
    ['<NbOfTxs>2</NbOfTxs><CtrlSum>20</CtrlSum><TtlIntrBkSttlmAmt Ccy="EUR">20.00</TtlIntrBkSttlmAmt>', []],
    ["<NbOfTxs>3</NbOfTxs>", ["2, the number of transactions here"]],
    ["<CtrlSum>20.01</CtrlSum>", ["20.00, the sum of the transactions here"]],
    ['<TtlIntrBkSttlmAmt Ccy="USD">20.00</TtlIntrBkSttlmAmt>', ["20.00 EUR, the sum of the transactions here"]],
  ])("%s are held against the transactions", async (header, expected) => {
    const reading = await read(message(payment() + payment({ id: "E-2" }), header));
    expect(findingsOf(reading).map((finding) => finding.expected)).toEqual(expected);
    expect(transfersOf(reading)).toHaveLength(2);
  });

  test("count a refused transaction, and say nothing of a sum that cannot be known", async () => {
    const bad = payment({ amount: '<IntrBkSttlmAmt Ccy="EUR">x</IntrBkSttlmAmt>' });
    const reading = await read(message(bad + payment({ id: "E-2" }), "<NbOfTxs>2</NbOfTxs><CtrlSum>999</CtrlSum>"));
    expect(findingsOf(reading)).toMatchObject([{ code: "AMOUNT_NOT_DECIMAL" }]);
  });
});

describe("what is no new flow", () => {
  test("a cover, whose customers are kept", async () => {
    const reading = await read(fixture("pacs-009-cover.xml"));
    expect(paymentsOf(reading).map(({ shape, transfer }) => [shape, transfer === null])).toEqual([
      ["cover", true],
      ["two-sided", false],
    ]);
    expect(partsOf(reading).map(({ role }) => role)).toContain("underlying-from");
    expect(transfersOf(reading)).toMatchObject([{ from: "bank:FIXADEFF:own", to: "bank:FIXCGB2L:own" }]);
  });

  test.each([
    ["pacs-004-return.xml", "return", "FIX-E2E-3"],
    ["camt-056-request.xml", "not-moved", "FIX-TX-2"],
  ])("%s names the payment that it is about", async (name, shape, reference) => {
    const reading = await read(fixture(name));
    expect(paymentsOf(reading)).toMatchObject([{ shape, reference, transfer: null }]);
    expect(partsOf(reading).map(({ role }) => role)).toEqual(["original-from", "original-to"]);
  });

  test("an order, whose payer stands in its batch", async () => {
    const reading = await read(fixture("pain-001-orders.xml"));
    expect(paymentsOf(reading).map(({ shape }) => shape)).toEqual(["not-moved", "not-moved"]);
    expect(partsOf(reading).filter(({ role }) => role === "from")).toMatchObject([
      { account: "iban:DE89370400440532013000", amount: "200.50", currency: "EUR" },
      { account: "iban:DE89370400440532013000", amount: "500", currency: "EUR" },
    ]);
    expect(new Set(partsOf(reading).map(({ id }) => id)).size).toBe(4);
  });
});

describe("files", () => {
  test("of several messages in envelopes, prefixed or not, are one report for each", async () => {
    const wrapped = `<x:Payload xmlns:x="urn:x"><AppHdr><BizMsgIdr>1</BizMsgIdr></AppHdr>${message(payment())}</x:Payload>`;
    const reading = await read(`<Envelope><Body>${wrapped}${wrapped.replace("M-1", "M-2")}</Body></Envelope>`);
    expect(findingsOf(reading)).toEqual([]);
    expect(versionsOf(reading).map(({ reference }) => reference)).toEqual(["pacs.008 M-1", "pacs.008 M-2"]);
    expect(transfersOf(reading)).toHaveLength(2);
  });

  test.each([
    ["<Document><acmt.001/></Document>", "FILE_UNREADABLE", "/Document/acmt.001"],
    ["<html><p>no</p></html>", "FILE_UNREADABLE", "/"],
    ["<Envelope><Odd><Document><PmtRtr/></Document></Odd></Envelope>", "FIELD_UNKNOWN", "/Envelope/Odd"],
    ["<!DOCTYPE d [<!ENTITY a 'b'>]><Document/>", "XML_FORBIDDEN", undefined],
  ])("%s says what cannot be read", async (xml, code, path) => {
    const [first] = findingsOf(await read(xml));
    expect(first).toMatchObject({ code, where: { file: "m.xml" } });
    if (path !== undefined) expect(first?.where.path).toBe(path);
  });

  test("stop at their bounds and are not whole then", async () => {
    const three = message(payment() + payment({ id: "E-2" }) + payment({ id: "E-3" }));
    const reading = await read(three, { limits: { ...isoLimits, recordsMax: 2 } });
    expect(findingsOf(reading)).toMatchObject([{ code: "LIMIT_REACHED" }]);
    expect(transfersOf(reading)).toHaveLength(2);
    expect(reading.completions).toEqual([]);
    const parts = await read(message("<X/>".repeat(9)), { limits: { ...isoLimits, headingPartsMax: 3 } });
    expect(findingsOf(parts)).toMatchObject([{ code: "LIMIT_REACHED", expected: expect.stringContaining("headingPartsMax") }]);
    const wide = await read(message(`<X>${"x".repeat(500)}</X>`), { limits: { ...isoLimits, headingCharactersMax: 300 } });
    expect(findingsOf(wide)).toMatchObject([{ expected: expect.stringContaining("headingCharactersMax") }]);
  });

  test("without a message identifier are known by their own digest, with a warning", async () => {
    const reading = await read(message(payment()).replace("<MsgId>M-1</MsgId>", ""));
    expect(warningsOf(reading)).toMatchObject([{ code: "FIELD_MISSING", rule: "iso20022/reference" }]);
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test.each(["pacs-008-payments.xml", "camt-053-statement.xml", "pain-001-orders.xml"])(
    "%s cut at any byte gives what was complete, as the whole file gives it",
    async (name) => {
      const bytes = fixture(name);
      const whole = await read(bytes);
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 30), fc.integer({ min: 1, max: 300 }), async (length, piece) => {
          const part = await read(bytes.subarray(0, length), { piece });
          const complete = part.items.slice(0, -1);
          expect(complete).toEqual(whole.items.slice(0, complete.length));
          expect(findingsOf({ items: part.items.slice(-1) })).toHaveLength(1);
          expect(part.completions).toEqual([]);
        }),
        { numRuns: 60 },
      );
    },
  );

  const word = fc.stringMatching(/^[A-Z0-9]{1,20}$/);
  const made = fc.record({
    id: word,
    cents: fc.bigInt({ min: 1n, max: 10n ** 15n }),
    from: word,
    to: word,
    day: fc.integer({ min: 10, max: 28 }),
  });

  test("made of payments give these payments, however the bytes come", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(made, { maxLength: 8 }), fc.integer({ min: 1, max: 999 }), async (payments, piece) => {
        const total = payments.reduce((sum, { cents }) => sum + cents, 0n);
        const decimal = (cents: bigint): string => `${cents / 100n}.${(cents % 100n).toString().padStart(2, "0")}`;
        const body = payments.map(({ id, cents, from, to, day }) =>
          payment({
            id,
            amount: `<IntrBkSttlmAmt Ccy="EUR">${decimal(cents)}</IntrBkSttlmAmt>`,
            date: `<IntrBkSttlmDt>2025-03-${day}</IntrBkSttlmDt>`,
            debtor: party("Dbtr", "A", `F${from}`),
            creditor: party("Cdtr", "B", `T${to}`),
          }),
        );
        const header = `<NbOfTxs>${payments.length}</NbOfTxs><CtrlSum>${decimal(total)}</CtrlSum>`;
        const reading = await read(message(body.join("\n"), header), { piece });
        expect(findingsOf(reading)).toEqual([]);
        const moved = transfersOf(reading).map(({ from, to, atoms, occurredAt }) => [
          from,
          to,
          atoms,
          formatInstant(occurredAt).slice(0, 10),
        ]);
        expect(moved).toEqual(
          payments.map(({ from, to, cents, day }) => [`bank:FIXADEFF:F${from}`, `bank:FIXADEFF:T${to}`, cents, `2025-03-${day}`]),
        );
      }),
      { numRuns: 60 },
    );
  });
});
