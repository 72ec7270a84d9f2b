import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leavesOf, readXmlRecords, type XmlLeaf, xmlLimits } from "@tributary/bank-kit";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WriteResult } from "./write-result.ts";
import { type WriteStoredReport, writeStoredReport } from "./write-stored-report.ts";

const fixtures = join(import.meta.dirname, "../../../../fixtures/bank");

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-stored-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function leavesIn(text: string): Promise<readonly XmlLeaf[]> {
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    yield new TextEncoder().encode(text);
  }
  const leaves: XmlLeaf[] = [];
  const source = { bytes: bytes(), origin: "f.xml", limits: xmlLimits, positioned: new Set(["transaction"]) };
  for await (const record of readXmlRecords(source)) {
    if (record.kind === "element") leaves.push(...leavesOf(record.element));
  }
  return leaves;
}

const fixture = (name: string): string => readFileSync(join(fixtures, name), "utf8");

async function write(
  text: string,
  options: Pick<WriteStoredReport, "from" | "to"> & Partial<WriteStoredReport>,
): Promise<WriteResult> {
  const leaves = await leavesIn(text);
  return writeStoredReport({ leaves: () => leaves, name: "stored", output: join(folder, "out.xml"), ...options });
}

const out = (): string => readFileSync(join(folder, "out.xml"), "utf8");
const said = (leaves: readonly XmlLeaf[]): readonly string[] => leaves.map(({ path, value }) => `${path}=${value}`);
const told = ({ findings }: WriteResult): readonly string[] =>
  findings.map(({ goamlPath, severity = "error" }) => `${severity} ${goamlPath ?? ""}`);

test.each([
  ["gh-5.0.1-str.xml", "goaml-gh"],
  ["lk-2.0-str.xml", "goaml-lk-2.0"],
])("%s in its own profile says the same again", async (name, profile) => {
  expect(await write(fixture(name), { from: profile, to: profile })).toMatchObject({ outcome: "written", findings: [] });
  expect(said(await leavesIn(out()))).toEqual(said(await leavesIn(fixture(name))));
});

const report = (side: string, more = ""): string =>
  `<report><rentity_id>42</rentity_id><submission_code>E</submission_code><report_code>STR</report_code><entity_reference>R</entity_reference>
  <report_date>2025-03-10T00:00:00</report_date><currency_code_local>LKR</currency_code_local>
  <transaction><transactionnumber>1</transactionnumber><transaction_location>x</transaction_location><transaction_description>x</transaction_description>
  <date_transaction>2025-03-10T00:00:00</date_transaction><transmode_code>-</transmode_code>${more}<amount_local>10.50</amount_local>
  <t_from><from_funds_code>${side}</from_funds_code><from_person><first_name>Nimal</first_name><last_name>Imaginary</last_name></from_person>
  <from_country>LK</from_country></t_from>
  <t_to><to_funds_code>CASH</to_funds_code><to_person><first_name>Kamala</first_name><last_name>Fictional</last_name></to_person>
  <to_country>LK</to_country></t_to></transaction>
  <report_indicators><indicator>STR</indicator></report_indicators></report>`;

test("another profile gets its own codes and spellings", async () => {
  const result = await write(report("CRPTC"), {
    from: "goaml-ae",
    to: "goaml-lk-1.1.4",
    codes: new Map([["indicator:STR", "STR"]]),
  });
  expect(result.outcome).toBe("written");
  expect(told(result)).toEqual(["warning /report/report_date"]);
  expect(out()).toContain("<from_funds_code>VRTL</from_funds_code>");
  expect(out()).toContain("<submission_date>2025-03-10T00:00:00</submission_date>");
});

test("what the other profile cannot say is told, and written without it only where each is accepted by name", async () => {
  const options = { from: "goaml-ae", to: "goaml-lk-1.1.4", codes: new Map([["indicator:STR", "STR"]]) };
  const text = report("JEWL", "<transaction_type_code>X</transaction_type_code>").replace(
    "<transaction_location>",
    "<agent_name>A</agent_name><transaction_location>",
  );
  const first = await write(text, options);
  expect(first.outcome).toBe("refused");
  expect(existsSync(join(folder, "out.xml"))).toBe(false);
  expect(told(first)).toEqual([
    "error /report/transaction/t_from/from_funds_code",
    "error /report/transaction[1]/agent_name",
    "error /report/transaction[1]/transaction_type_code",
    "warning /report/report_date",
  ]);
  expect(first.findings[1]?.hint).toBe("to write the file all the same, accept unknown:/report/transaction/agent_name");
  const codes = new Map([...options.codes, ["from_funds_code:JEWL", "OTH"]]);
  const accept = ["unknown:/report/transaction/agent_name", "unknown:/report/transaction/transaction_type_code"];
  const second = await write(text, { ...options, codes, accept });
  expect(second.outcome).toBe("written");
  expect(told(second).every((one) => one.startsWith("warning"))).toBe(true);
  expect(out()).not.toContain("agent_name");
  expect(out()).toContain("<from_funds_code>OTH</from_funds_code>");
});

test.each([
  ["goaml-ae", "/report/transaction/t_to_my_client/to_account/status_code"],
  ["goaml-base", "/report/transaction/t_from/from_funds_code"],
])("a letter that means something else in %s never goes over", async (to, path) => {
  const result = await write(fixture("gh-5.0.1-str.xml"), { from: "goaml-gh", to });
  expect(result.outcome).toBe("refused");
  expect(told(result)).toContain(`error ${path}`);
});

test.each([
  ["goaml-lk-1.1.4", "2025-03-10T08:15:00+04:00", "2025-03-10T00:00:00"],
  ["goaml-ae", "2025-03-10T08:15:00", "2025-03-10T00:00:00"],
])("a time that was read by the clock of Dubai is the same instant in %s", async (to, expected, day) => {
  const text = report("CRPTC").replace("<date_transaction>2025-03-10T00:00:00", "<date_transaction>2025-03-10T08:15:00");
  await write(text, {
    from: "goaml-ae",
    to,
    accept:
      to === "goaml-ae" ? ["missing:/report/transaction/transmode_comment", "value:/report/report_indicators/indicator"] : [],
    codes: new Map([
      ["indicator:STR", "STR"],
      ["to_funds_code:CASH", "CASH"],
    ]),
  });
  expect(out()).toContain(`<date_transaction>${expected}</date_transaction>`);
  expect(out()).toContain(`_date>${day}</`);
});

test("a time whose zone nobody knows does not go over", async () => {
  const text = report("K").replace("<date_transaction>2025-03-10T00:00:00", "<date_transaction>2025-03-10T08:15:00");
  const options = {
    from: "goaml-base",
    to: "goaml-lk-1.1.4",
    codes: new Map([
      ["indicator:STR", "STR"],
      ["to_funds_code:CASH", "CASH"],
    ]),
  };
  expect(told(await write(text, options))).toContain("error /report/transaction/date_transaction");
  expect(await write(text, { ...options, zoneOffset: "+07:00" })).toMatchObject({ outcome: "written" });
  expect(out()).toContain("<date_transaction>2025-03-10T08:15:00+07:00</date_transaction>");
});

test("newer elements are left out for older software, old spellings stand in for new ones", async () => {
  const options = { from: "goaml-gh", to: "goaml-gh", lowestSupported: "4.0" };
  const result = await write(fixture("gh-5.0.1-str.xml"), options);
  expect(told(result)).toContain("warning /report/report_date");
  expect(result.findings.map(({ found }) => found)).toContain("<related_persons>");
  expect(result.outcome).toBe("refused");
  expect(told(result)).toContain("error /report/reporting_person or reporting_user_code");
});

test("leaves out of the file's order are refused, since a payment would stand there in two halves", async () => {
  const leaves = await leavesIn(fixture("gh-5.0.1-str.xml"));
  const shuffled = [...leaves.slice(40), ...leaves.slice(0, 40)];
  await expect(write("", { from: "goaml-gh", to: "goaml-gh", leaves: () => shuffled })).rejects.toMatchObject({
    code: "VALUE_UNREADABLE",
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("transactions alone are written as such", async () => {
  const alone = fixture("gh-5.0.1-str.xml").replace(/[\s\S]*?(?=<transaction>)/, "<reportdata><transactions>");
  const text = alone.replace(/<report_indicators>[\s\S]*/, "</transactions></reportdata>");
  const leaves: XmlLeaf[] = [];
  for await (const record of readXmlRecords({
    bytes: (async function* () {
      yield new TextEncoder().encode(text);
    })(),
    origin: "f.xml",
    limits: xmlLimits,
    positioned: new Set(["transaction"]),
    isContainer: (names) => names.at(-1) === "transactions",
  })) {
    if (record.kind === "element") leaves.push(...leavesOf(record.element));
  }
  const output = join(folder, "out.xml");
  const result = await writeStoredReport({ leaves: () => leaves, name: "stored", from: "goaml-gh", to: "goaml-gh", output });
  expect(result).toMatchObject({ outcome: "written", document: "reportdata", transactions: 3n, findings: [] });
  expect(out()).toMatch(/<reportdata>\n {2}<transactions>\n {4}<transaction>/);
});
