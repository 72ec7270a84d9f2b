import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, type Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fincenFormat } from "./ingest-fincen.ts";
import { readFincen } from "./read-fincen.ts";

const fixture = readFileSync(join(resolve(import.meta.dirname, "../../.."), "fixtures/bank/fincen/sar-batch.xml"), "utf8");

interface Reading {
  readonly items: readonly IngestItem[];
  readonly scope: SubmissionScope;
}

async function read(file: string | Uint8Array, piece = 65_536): Promise<Reading> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const context = { file: "batch.xml", fileSha256: digestBytes(bytes), submitter: "re-01", format: "fincen" };
  const scope = new SubmissionScope({ ...context, profile: fincenFormat.profile, versionNumber: 1n, country: "US" });
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const items: IngestItem[] = [];
  for await (const item of readFincen({ bytes: pieces(), submission: scope })) items.push(item);
  return { items, scope };
}

const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const findingsOf = ({ items }: Reading): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const warningsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));

const batch = (body: string, attributes = 'ActivityCount="1"') => `<EFilingBatchXML ${attributes}>\n${body}\n</EFilingBatchXML>`;
const sar = (inner: string) => batch(`<Activity><FilingDateText>20250506</FilingDateText>${inner}</Activity>`);
const suspicion = (inner = "") =>
  `<SuspiciousActivity><SuspiciousActivityFromDateText>20250301</SuspiciousActivityFromDateText>${inner}</SuspiciousActivity>`;
const piece = (number: string, text: string) =>
  `<ActivityNarrativeInformation><ActivityNarrativeSequenceNumber>${number}</ActivityNarrativeSequenceNumber><ActivityNarrativeText>${text}</ActivityNarrativeText></ActivityNarrativeInformation>`;

describe("a batch of suspicious activity reports", () => {
  test("gives each activity as a report, with parties and accounts and no transfer", async () => {
    const reading = await read(fixture);
    expect(findingsOf(reading)).toEqual([]);
    const [first, second] = rowsOf(reading);
    expect(first?.reportVersions).toMatchObject([{ number: 1n, reportCode: "SARX", statedDate: "2025-05-06" }]);
    expect(second?.reportVersions).toMatchObject([{ number: 2n, reference: "bsa:31000055053784" }]);
    expect(first?.parties?.map(({ kind, name, details }) => ({ kind, name, ...details }))).toEqual([
      { kind: "entity", name: "Synthetic Savings Bank", taxNumber: "990000001" },
      {
        kind: "person",
        name: "Norbert Samplesson",
        otherNames: ["Bert the Broker"],
        birthDate: "1988-03",
        documents: [{ kind: "passport", number: "P0000001", country: "US" }],
        phones: ["2025550123"],
        emails: ["bert@example.com"],
        addresses: ["1 Invented Way, Springfield, US"],
        taxNumber: "000000017",
        gender: "male",
      },
    ]);
    expect(second?.parties).toMatchObject([{ kind: "entity", name: "Invented Staffing Co" }]);
    expect(first?.accounts).toMatchObject([{ account: "bank:US-TIN-990000001:0001230045" }]);
    expect(first?.involvements?.map(({ role }) => role)).toEqual(["activity:filing-institution", "activity:subject", "holder"]);
    expect(rowsOf(reading).flatMap(({ transfers = [], payments = [] }) => [...transfers, ...payments])).toEqual([]);
  });

  test("keeps totals as written, and the codes of what is suspicious", async () => {
    const [first] = rowsOf(await read(fixture));
    expect(first?.activities?.map(({ kind, from, to, amount, currency }) => [kind, from, to, amount, currency])).toEqual([
      ["suspicious-total", "2025-03-01", "2025-04-30", "48250", "USD"],
      ["suspicious-cumulative", "2025-03-01", "2025-04-30", "61250", "USD"],
    ]);
    expect(first?.indicators?.map(({ code }) => code)).toEqual(["suspicion:9:926", "cyber:999"]);
  });

  test("joins the narrative in order, and finds the wallet that its pieces cut", async () => {
    const [first] = rowsOf(await read(fixture));
    expect(first?.reportVersions?.[0]?.narrative).toContain("a wallet, TD1NYJx45KwGkYbZbbz5goZyLwy37SMwb7. The account");
    expect(first?.mentions).toContainEqual(
      expect.objectContaining({
        kind: "tron-address",
        account: "tron:0x2b6653dc:TD1NYJx45KwGkYbZbbz5goZyLwy37SMwb7",
        isChecked: true,
        path: "/EFilingBatchXML/Activity[1]/ActivityNarrativeInformation[2]/ActivityNarrativeText",
        position: 73n,
      }),
    );
    expect(first?.mentions).toContainEqual(expect.objectContaining({ kind: "ip-address", value: "203.0.113.7" }));
  });

  test("is the same however its bytes come", async () => {
    const whole = await read(fixture);
    expect((await read(fixture, 7)).items).toEqual(whole.items);
  });

  test("keeps every leaf with path and line", async () => {
    const values = rowsOf(await read(fixture)).flatMap(({ reportRecords = [] }) =>
      reportRecords.flatMap(({ content }): [string, string][] => JSON.parse(content)),
    );
    const texts = [...fixture.matchAll(/>([^<>\n]+)</g)].map(([, text]) => text);
    for (const text of texts) expect(values.map(([, value]) => value)).toContain(text);
  });
});

describe("a currency transaction report", () => {
  const cash = (inner: string) =>
    `<CurrencyTransactionActivity><TotalCashInReceiveAmountText>47000</TotalCashInReceiveAmountText><TotalCashOutAmountText/>
<TransactionDateText>20170115</TransactionDateText>${inner}</CurrencyTransactionActivity>`;
  const number = (text: string) =>
    `<PartyIdentification><PartyIdentificationNumberText>${text}</PartyIdentificationNumberText><PartyIdentificationTypeCode>2</PartyIdentificationTypeCode></PartyIdentification>`;
  const detail = (code: string, amount: string) =>
    `<CurrencyTransactionActivityDetail><CurrencyTransactionActivityDetailTypeCode>${code}</CurrencyTransactionActivityDetailTypeCode><DetailTransactionAmountText>${amount}</DetailTransactionAmountText></CurrencyTransactionActivityDetail>`;
  const account = (text: string, code: string) =>
    `<Account><AccountNumberText>${text}</AccountNumberText><PartyAccountAssociation><PartyAccountAssociationTypeCode>${code}</PartyAccountAssociationTypeCode></PartyAccountAssociation></Account>`;
  const filer = `<Party><ActivityPartyTypeCode>30</ActivityPartyTypeCode>${number("990000001")}</Party>`;
  const person = (inner: string) => `<Party><ActivityPartyTypeCode>50</ActivityPartyTypeCode>${inner}</Party>`;

  test("gives sums of a day as activities, cash by person as parts, accounts at the filer, and no transfer", async () => {
    const brought = "<IndividualEntityCashInAmountText>20000</IndividualEntityCashInAmountText>";
    const body = `${filer}${person(`${brought}${account("0077", "8")}${account("0088", "9")}`)}${cash(detail("55", "30000") + detail("46", "17000"))}`;
    const reading = await read(sar(body));
    expect(findingsOf(reading)).toEqual([]);
    const [rows] = rowsOf(reading);
    expect(rows?.reportVersions).toMatchObject([{ reportCode: "CTRX" }]);
    expect(rows?.activities?.map(({ kind, from, amount, currency }) => [kind, from, amount, currency])).toEqual([
      ["cash-in-total", "2017-01-15", "47000", "USD"],
      ["cash-detail:55", "2017-01-15", "30000", "USD"],
      ["cash-detail:46", "2017-01-15", "17000", "USD"],
    ]);
    expect(rows?.involvements?.map(({ role, account: own, amount }) => [role, own, amount])).toEqual([
      ["activity:filing-institution", null, null],
      ["activity:conductor", null, null],
      ["holder", "bank:US-TIN-990000001:0077", null],
      ["cash-in", "bank:US-TIN-990000001:0077", null],
      ["holder", "bank:US-TIN-990000001:0088", null],
      ["cash-out", "bank:US-TIN-990000001:0088", null],
      ["cash-in", null, "20000"],
    ]);
    expect(rows?.transfers).toBeUndefined();
  });

  test("with an amount that is none is kept apart", async () => {
    expect(findingsOf(await read(sar(`${filer}${cash(detail("55", "1.5e4"))}`)))).toMatchObject([{ code: "AMOUNT_NOT_DECIMAL" }]);
  });
});

describe("what is wrong is told", () => {
  test.each([
    ["an amount", suspicion("<TotalSuspiciousAmountText>1,000</TotalSuspiciousAmountText>"), "AMOUNT_NOT_DECIMAL"],
    ["a day", suspicion("<SuspiciousActivityToDateText>20250230</SuspiciousActivityToDateText>"), "TIME_UNREADABLE"],
    ["a birth date", `<Party><IndividualBirthDateText>1980</IndividualBirthDateText></Party>${suspicion()}`, "TIME_UNREADABLE"],
    ["a prior number", `<EFilingPriorDocumentNumber>12x</EFilingPriorDocumentNumber>${suspicion()}`, "VALUE_UNREADABLE"],
    ["two first pieces", `${suspicion()}${piece("1", "a")}${piece("1", "b")}`, "VALUE_UNREADABLE"],
    ["another form", "<Party/>", "FIELD_MISSING"],
    ["no first day", "<SuspiciousActivity/>", "FIELD_MISSING"],
  ])("%s that cannot be read keeps the report apart", async (_, inner, code) => {
    const reading = await read(sar(inner));
    expect(findingsOf(reading).filter(({ severity }) => severity === undefined)).toMatchObject([{ code, where: { line: 2 } }]);
    expect(reading.scope.completions()).toEqual([]);
  });

  test("all faults of a report come at once", async () => {
    const bad = suspicion(
      "<TotalSuspiciousAmountText>-5</TotalSuspiciousAmountText><SuspiciousActivityToDateText>x</SuspiciousActivityToDateText>",
    );
    expect(findingsOf(await read(sar(`${bad}${piece("0", "a")}`))).filter(({ severity }) => severity === undefined)).toHaveLength(
      3,
    );
  });

  test("a gap in the narrative, an unknown element, an account without institution load with a warning", async () => {
    const account =
      "<PartyAccountAssociation><Party><Account><AccountNumberText>77</AccountNumberText></Account></Party></PartyAccountAssociation>";
    const reading = await read(sar(`<Party>${account}</Party>${suspicion()}${piece("3", "late")}<Novelty/>`));
    expect(findingsOf(reading)).toEqual([]);
    expect(warningsOf(reading).map(({ code }) => code)).toEqual(["FIELD_MISSING", "FIELD_UNKNOWN", "FIELD_MISSING"]);
  });

  test.each(["0", "N/A"])("an account that is called %j is none", async (number) => {
    const account = `<Account><AccountNumberText>${number}</AccountNumberText></Account>`;
    const reading = await read(sar(`<Party>${account}</Party>${suspicion()}`));
    expect(rowsOf(reading).flatMap((rows) => rows.accounts ?? [])).toEqual([]);
  });

  test("a batch that holds fewer activities than it says", async () => {
    const reading = await read(
      batch(`<Activity><FilingDateText>20250506</FilingDateText>${suspicion()}</Activity>`, 'ActivityCount="3"'),
    );
    expect(findingsOf(reading)).toMatchObject([{ code: "VALUE_UNREADABLE", found: 'ActivityCount "3", and 1 activities' }]);
  });

  test("acknowledgements, other roots and other forms are refused in words", async () => {
    const found = async (xml: string) => findingsOf(await read(xml))[0]?.found;
    expect(await found('<EFilingBatchXML StatusCode="A"><EFilingSubmissionXML/></EFilingBatchXML>')).toBe(
      "an acknowledgement of FinCEN, status A",
    );
    expect(await found("<EFilingBatchXML><EFilingSubmissionXML/></EFilingBatchXML>")).toBe("an acknowledgement of FinCEN");
    expect(await found("<report/>")).toBe("root element <report>");
    expect(await found("<EFilingBatchXML><FormTypeCode>FBARX</FormTypeCode></EFilingBatchXML>")).toBe("form FBARX");
  });

  test("a file that breaks off gives what was complete, and completes nothing", async () => {
    const reading = await read(fixture.slice(0, fixture.indexOf("31000055053784")));
    expect(rowsOf(reading)).toHaveLength(1);
    expect(findingsOf(reading)).toMatchObject([{ code: "FILE_TRUNCATED" }]);
    expect(findingsOf(reading)[0]?.expected).toContain("1 complete activities");
    expect(reading.scope.completions()).toEqual([]);
  });
});

describe("references", () => {
  const association = (name: string) => `<ActivityAssociation><${name}>Y</${name}></ActivityAssociation>`;
  const referenceOf = async (inner: string) => rowsOf(await read(sar(`${inner}${suspicion()}`)))[0]?.reportVersions?.[0];
  const prior = (number: string) => `<EFilingPriorDocumentNumber>${number}</EFilingPriorDocumentNumber>`;

  test("a correction is a version of its BSA ID; zeros in front may be gone", async () => {
    const amended = await referenceOf(`${prior("31000000000")}${association("CorrectsAmendsPriorReportIndicator")}`);
    expect(amended).toMatchObject({ reference: "bsa:00031000000000", number: 2n });
  });

  test("a second correction of one BSA ID in a file is kept apart", async () => {
    const correction = (name: string) =>
      `<Activity>${prior("31000055053784")}${association("CorrectsAmendsPriorReportIndicator")}<Party><PartyName><RawPartyFullName>${name}</RawPartyFullName></PartyName></Party>${suspicion()}</Activity>`;
    const reading = await read(batch(`${correction("A")}\n${correction("B")}`, 'ActivityCount="2"'));
    const [finding] = findingsOf(reading);
    expect(finding).toMatchObject({ code: "RECORD_CONFLICT", where: { line: 3, path: "/EFilingBatchXML/Activity[2]" } });
    expect(rowsOf(reading)).toHaveLength(1);
  });

  test("a continuing report, and a correction of an unknown number, stand on their own", async () => {
    const continuing = await referenceOf(`${prior("31000055053784")}${association("ContinuingActivityReportIndicator")}`);
    const unknown = await referenceOf(`${prior("00000000000000")}${association("CorrectsAmendsPriorReportIndicator")}`);
    for (const version of [continuing, unknown]) {
      expect(version?.reference).toMatch(/^file:[0-9a-f]{64}:1$/);
      expect(version?.number).toBe(1n);
    }
  });
});

test("a mutated file gives items or findings, and never anything else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(fixture.length - 1), fc.nat(40), fc.string({ maxLength: 5 }), async (at, cut, insert) => {
      const mutated = `${fixture.slice(0, at)}${insert}${fixture.slice(at + cut)}`;
      const { items } = await read(mutated);
      expect(items.length).toBeGreaterThan(0);
      for (const item of items) if ("rows" in item) expect(item.rows.transfers).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});
