import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, formatUnits, knownScale } from "@tributary/domain";
import { type IngestIso20022, ingestIso20022, readIso20022 } from "@tributary/pipeline-iso20022";
import type { IngestItem, IngestReport } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlText, XsdValidator } from "libxml2-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const fixtures = join(root, "fixtures/bank/iso20022");
const bank = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank");
const isAbsent = !existsSync(join(bank, "iso20022-samples"));
const absent = isAbsent ? ` (SKIPPED: ${bank}/iso20022-samples is absent)` : "";

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-iso20022-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ingest(path: string, options: Partial<IngestIso20022> = {}): Promise<IngestReport> {
  const [report] = await ingestIso20022({ store, paths: [path], submitter: "re-01", ...options });
  if (report === undefined) throw new Error("no report");
  return report;
}

const transfers = () => store.query(transfersUntil, { until: null });

async function movedAmounts(): Promise<readonly string[]> {
  const rows = await transfers();
  return rows.map(({ atoms, asset }) => `${formatUnits(atoms, knownScale(asset) ?? 0)} ${asset.slice(-3)}`).sort();
}

async function itemsOf(path: string): Promise<readonly IngestItem[]> {
  const bytes = readFileSync(path);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const context = { file: "f.xml", fileSha256: digestBytes(bytes), submitter: "re-01", format: "iso20022", profile: "iso20022" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readIso20022({ bytes: pieces(), submission, zoneOffset: "+01:00" })) items.push(item);
  return items;
}

const isNamespace = (name: string): boolean => /^(xmlns|xmlns:.*|xsi:.*|schemaLocation)$/.test(name);

/** Every leaf, attribute and loose text of a file, as values, by a parser that has nothing to do with ours. */
function leafValues(xml: string): readonly string[] {
  const document = XmlDocument.fromString(xml);
  const values: string[] = [];
  const visit = (element: XmlElement): void => {
    values.push(...element.attrs.filter(({ name }) => !isNamespace(name)).map((attribute) => attribute.content));
    let text = "";
    let childCount = 0;
    for (let node = element.firstChild; node !== null; node = node.next) {
      if (node instanceof XmlElement) {
        childCount += 1;
        visit(node);
      } else if (node instanceof XmlText || node instanceof XmlCData) text += node.content;
    }
    if (childCount === 0 || text.trim() !== "") values.push(text);
  };
  visit(document.root);
  document.dispose();
  return values;
}

interface Sample {
  /** Read in the text by eye: each amount that moved between two stated accounts. */
  readonly moved: readonly string[];
  /** Findings that are errors. */
  readonly refused?: readonly string[];
}

const same = (count: number, amount: string): readonly string[] => new Array<string>(count).fill(amount);

const samples: Readonly<Record<string, Sample>> = {
  "camt053/business_sample_camt.052.001.04.xml": { moved: [] },
  "camt053/business_sample_camt.053.001.04.xml": { moved: [] },
  "camt053/business_sample_camt.054.001.04.xml": { moved: [] },
  // A template of a web framework: text stands where only elements may.
  "camt053/statement.xml": { moved: [], refused: ["XML_MALFORMED"] },
  "genkgo_camt/camt052.v1.xml": { moved: [] },
  "genkgo_camt/camt052.v2.xml": { moved: ["200000.00 SEK"] },
  // Its counterparty's account is 0000000000, which nobody has.
  "genkgo_camt/camt052.v2.other-account.xml": { moved: [] },
  "genkgo_camt/camt052.v2.with-account-name.xml": { moved: [] },
  "genkgo_camt/camt052.v4.xml": { moved: [] },
  "genkgo_camt/camt052.v6.xml": { moved: [] },
  "genkgo_camt/camt052.v6.Amt-zero.xml": { moved: [] },
  "genkgo_camt/camt052.v8.xml": { moved: [] },
  "genkgo_camt/camt053.v2.all-balance-types.xml": { moved: [] },
  // Its further decimals are zeros, so every amount is exact.
  "genkgo_camt/camt053.v2.five.decimals.xml": { moved: [] },
  "genkgo_camt/camt053.v2.minimal.xml": { moved: ["8.85 EUR"] },
  "genkgo_camt/camt053.v2.minimal.ultimate.xml": { moved: [] },
  "genkgo_camt/camt053.v2.multi.statement.xml": { moved: ["7.00 EUR"] },
  "genkgo_camt/camt053.v2.with-account-name.xml": { moved: [] },
  "genkgo_camt/camt053.v2.with-party-ids.xml": { moved: ["8.85 EUR"] },
  "genkgo_camt/camt053.v2.wrong.xml": { moved: [], refused: ["FIELD_MISSING"] },
  "genkgo_camt/camt053.v3.xml": { moved: ["105.75 EUR"] },
  "genkgo_camt/camt053.v4.xml": { moved: ["8.85 EUR"] },
  "genkgo_camt/camt053.v8.xml": { moved: ["8.85 EUR"] },
  "genkgo_camt/camt054.v2.xml": { moved: [] },
  "genkgo_camt/camt054.v2.with-account-name.xml": { moved: [] },
  "genkgo_camt/camt054.v4.xml": { moved: [] },
  "genkgo_camt/camt054.v8.xml": { moved: [] },
  "genkgo_camt/camt054.v8-with-UETR.xml": { moved: [] },
  "genkgo_camt/camt054.v8-with-financial-institution.xml": { moved: [] },
  "genkgo_camt/camt53.only-Dt-with-DtTm.xml": { moved: [] },
  "prowide/camt.053.001.07.xml": { moved: [] },
  // Both state totals that their one transaction does not have.
  "prowide/pacs.008.001.07.xml": { moved: ["5000.00 USD"], refused: ["VALUE_UNREADABLE", "VALUE_UNREADABLE"] },
  "prowide/pacs.009.001.07.xml": { moved: ["22423.00 USD"], refused: ["VALUE_UNREADABLE", "VALUE_UNREADABLE"] },
  "pyiso20022/camt052_001_02.xml": {
    moved: ["14.67 USD", "15.98 USD", "1.11 USD", ...same(2, "16.01 USD"), ...same(8, "2.50 USD")],
  },
  "pyiso20022/camt053_001_02.xml": { moved: ["29.06 EUR", ...same(5, "10.00 USD")] },
  "pyiso20022/pain001_001_08.xml": { moved: [] },
};

const names = Object.keys(samples);

describe.skipIf(isAbsent)(`samples of many banks and versions${absent}`, () => {
  test.each(names)("%s loads with the amounts that its text states, or is refused for its own reason", async (name) => {
    const sample = samples[name];
    const report = await ingest(join(bank, "iso20022-samples", name), { zoneOffset: "+01:00" });
    const errors = report.findings.filter(({ severity }) => severity === undefined);
    expect(errors.map(({ code }) => code)).toEqual(sample?.refused ?? []);
    expect(report.conflicts).toBe(0n);
    expect(await movedAmounts()).toEqual([...(sample?.moved ?? [])].sort());
  });

  const whole = names.filter((name) => !/statement\.xml|wrong\.xml/.test(name) || name.includes("multi"));
  test.each(whole)("%s keeps every leaf once", async (name) => {
    const path = join(bank, "iso20022-samples", name);
    const items = await itemsOf(path);
    const records = items.flatMap((item) => ("rows" in item ? (item.rows.reportRecords ?? []) : []));
    const fields = records.flatMap(({ content }): [string, string][] => JSON.parse(content));
    const kept = fields.filter(([place]) => !isNamespace(place.slice(place.lastIndexOf("@") + 1)));
    expect(kept.map(([, value]) => value).sort()).toEqual([...leafValues(readFileSync(path, "utf8"))].sort());
    expect(new Set(fields.map(([place]) => place)).size).toBe(fields.length);
  });

  // The other reading of the file with two statements shows the last one alone.
  const withJson = names.filter(
    (name) => !name.includes("multi") && existsSync(join(bank, "iso20022-samples", name.replace(/xml$/, "json"))),
  );
  test.each(withJson)("%s agrees with another reader of it", async (name) => {
    const path = join(bank, "iso20022-samples", name);
    const others = otherReading(JSON.parse(readFileSync(path.replace(/xml$/, "json"), "utf8")));
    const rows = (await itemsOf(path)).flatMap((item) => ("rows" in item ? [item.rows] : []));
    const stated = rows.flatMap(({ reportBalances: balances = [], transfers: moved = [] }) => [...balances, ...moved]);
    for (const { atoms, asset } of stated) expect(others).toContain(`${atoms} ${asset.slice(-3)}`);
  });

  test.each([
    ["pacs-008-payments.xml", "pacs.008.001.08.xsd"],
    ["pacs-009-cover.xml", "pacs.009.001.08.xsd"],
    ["pacs-004-return.xml", "pacs.004.001.09.xsd"],
    ["camt-053-statement.xml", "camt.053.001.08.xsd"],
    ["camt-054-notice.xml", "camt.054.001.08.xsd"],
    ["camt-056-request.xml", "camt.056.001.08.xsd"],
    ["pain-001-orders.xml", "pain.001.001.09.xsd"],
  ])("our own %s is valid against %s", (name, schema) => {
    const xsd = XmlDocument.fromBuffer(readFileSync(join(bank, "iso20022/xsd", schema)), { option: ParseOption.XML_PARSE_NONET });
    const validator = XsdValidator.fromDoc(xsd);
    const [text = ""] = /<(p:)?Document[\s\S]*<\/(p:)?Document>/.exec(readFileSync(join(fixtures, name), "utf8")) ?? [];
    const document = XmlDocument.fromString(text);
    expect(() => validator.validate(document)).not.toThrow();
    document.dispose();
    validator.dispose();
    xsd.dispose();
  });
});

/** Every amount in the other reader's answer, as `<atoms> <code>`, whatever its sign. */
function otherReading(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = new Map<string, unknown>(Object.entries(value));
  const [amount, currency] = [entries.get("getAmount"), entries.get("getCurrency")];
  const code = typeof currency === "object" && currency !== null && "getCode" in currency ? currency.getCode : null;
  const own = typeof amount === "string" && typeof code === "string" ? [`${amount.replace("-", "")} ${code}`] : [];
  return [...own, ...[...entries.values()].flatMap(otherReading)];
}

describe("the project's own messages", () => {
  test.each([
    ["pacs-008-payments.xml", ["1250.25 EUR", "500.00 EUR", "90000.00 THB"]],
    ["pacs-009-cover.xml", ["75000.00 EUR"]],
    ["pacs-004-return.xml", []],
    ["camt-056-request.xml", []],
    ["pain-001-orders.xml", []],
    ["camt-053-statement.xml", ["100.00 EUR", "1250.25 EUR", "50.00 EUR"]],
    ["camt-054-notice.xml", ["100.00 EUR"]],
  ])("%s loads whole and exact", async (name, expected) => {
    const report = await ingest(join(fixtures, name));
    expect(report.findings.filter(({ severity }) => severity === undefined)).toEqual([]);
    expect(report).toMatchObject({ outcome: "complete", rejected: 0n });
    expect(await movedAmounts()).toEqual(expected);
  });

  test("a notification and a statement of one movement make one transfer, in either order", async () => {
    const [notice, statement] = [join(fixtures, "camt-054-notice.xml"), join(fixtures, "camt-053-statement.xml")];
    for (const path of [notice, statement]) expect(await ingest(path)).toMatchObject({ outcome: "complete", conflicts: 0n });
    const rows = await transfers();
    expect(rows).toHaveLength(3);
    const other = await openStore({ directory: join(folder, "store-2"), mode: "write", create: true });
    for (const path of [statement, notice]) await ingest(path, { store: other });
    expect(await other.query(transfersUntil, { until: null })).toEqual(rows);
    await other.close();
  });

  test("the same file again changes nothing", async () => {
    const once = await ingest(join(fixtures, "pacs-008-payments.xml"));
    const hash = await store.contentHash();
    const again = await ingest(join(fixtures, "pacs-008-payments.xml"));
    expect([once.added, again.added, again.same]).toEqual([once.records, 0n, once.records]);
    expect(await store.contentHash()).toBe(hash);
  });

  test.each(["pacs-009-cover.xml", "camt-053-statement.xml"])("%s twice in one file moves nothing twice", async (name) => {
    const [document = ""] = /<Document[\s\S]*/.exec(readFileSync(join(fixtures, name), "utf8")) ?? [];
    const path = join(folder, "twice.xml");
    writeFileSync(path, `<Envelope>${document}${document}</Envelope>`);
    await ingest(path);
    const other = await openStore({ directory: join(folder, "store-2"), mode: "write", create: true });
    await ingest(join(fixtures, name), { store: other });
    expect(await other.query(transfersUntil, { until: null })).toEqual(await transfers());
    await other.close();
  });

  test("a faulty entry is kept apart with all its faults, the others load", async () => {
    const report = await ingest(join(fixtures, "damaged-camt-053-entry.xml"));
    expect(report).toMatchObject({ outcome: "incomplete", rejected: 1n });
    const at = "/Document/BkToCstmrStmt/Stmt[1]/Ntry[1]";
    const errors = report.findings.filter(({ severity }) => severity === undefined);
    expect(errors).toMatchObject([
      { code: "AMOUNT_TOO_PRECISE", found: "100.005", where: { line: 24, column: 9, path: `${at}/Amt`, record: "1" } },
      { code: "VALUE_UNREADABLE", found: "CREDIT", allowed: ["CRDT", "DBIT"], where: { line: 24, path: `${at}/CdtDbtInd` } },
      { code: "TIME_UNREADABLE", found: "2025-02-30", where: { line: 25, path: `${at}/BookgDt/Dt`, record: "1" } },
    ]);
    expect(await movedAmounts()).toEqual(["1250.25 EUR", "50.00 EUR"]);
  });

  test("a payment names nothing in the ledger that belongs to the message", async () => {
    await ingest(join(fixtures, "pacs-008-payments.xml"), { submitter: "bank-of-nowhere" });
    const rows = JSON.stringify(await transfers(), (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
    for (const text of ["bank-of-nowhere", "FIX-", "Imaginary", "Invented", "Person", "Invoice"])
      expect(rows).not.toContain(text);
  });

  test("a zone offset that is none is a usage error", async () => {
    const path = join(fixtures, "camt-054-notice.xml");
    await expect(ingest(path, { zoneOffset: "7" })).rejects.toMatchObject({ code: "USAGE" });
  });
});
