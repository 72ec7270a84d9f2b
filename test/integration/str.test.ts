import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { packArchive, SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, formatUnits, knownScale } from "@tributary/domain";
import { type IngestGoaml, ingestGoaml, listProfiles, readGoaml } from "@tributary/pipeline-goaml";
import type { IngestItem, IngestReport } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { ParseOption, XmlCData, XmlDocument, XmlElement, XmlText, XsdValidator } from "libxml2-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const fixtures = join(root, "fixtures/bank");
const goaml = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank/goaml");
const isAbsent = !existsSync(goaml);
const absent = isAbsent ? ` (SKIPPED: ${goaml} is absent)` : "";

const profileOf = (name: string): string => (name.includes("-lk-") ? "goaml-lk-1.1.4" : "goaml-ae");

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-str-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ingest(path: string, options: Partial<IngestGoaml> = {}): Promise<IngestReport> {
  const [report] = await ingestGoaml({ store, paths: [path], profile: "goaml-lk-2.0", submitter: "re-01", ...options });
  if (report === undefined) throw new Error("no report");
  return report;
}

const transfers = () => store.query(transfersUntil, { until: null });

/** Every leaf, attribute and loose text of a file, as values, by a parser that has nothing to do with ours. */
function leafValues(xml: string): readonly string[] {
  const document = XmlDocument.fromString(xml);
  const values: string[] = [];
  const visit = (element: XmlElement): void => {
    values.push(...element.attrs.map((attribute) => attribute.content));
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

async function itemsOf(path: string, profileId: string): Promise<readonly IngestItem[]> {
  const profile = listProfiles().find(({ id }) => id === profileId);
  if (profile === undefined) throw new Error(`no profile ${profileId}`);
  const bytes = readFileSync(path);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const items: IngestItem[] = [];
  const context = { file: "f.xml", fileSha256: digestBytes(bytes), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  for await (const item of readGoaml({ bytes: pieces(), submission, profile })) items.push(item);
  return items;
}

/** What the text itself says moved, transaction by transaction, read with patterns and nothing else. */
function statedAmounts(xml: string): readonly string[] {
  return [...xml.matchAll(/<transaction>([\s\S]*?)<\/transaction>/g)].flatMap(([, body = ""]) => {
    if (!/<t_from(_my_client)?>/.test(body)) return [];
    const foreign = /<foreign_currency_code>(\w+)<[\s\S]*?<foreign_amount>([\d.]+)</.exec(body);
    const local = /<amount_local>([\d.]+)</.exec(body)?.[1];
    const currency = /<currency_code_local>(\w+)</.exec(xml)?.[1];
    return [foreign === null ? `${local} ${currency}` : `${foreign[2]} ${foreign[1]}`];
  });
}

const samples = isAbsent ? [] : readdirSync(join(goaml, "samples")).filter((name) => /^(ae-|synthetic-)/.test(name));

describe.skipIf(isAbsent)(`the samples of national editions${absent}`, () => {
  test("are all here", () => {
    expect(samples).toHaveLength(10);
  });

  test.each(samples)("%s loads with every amount as its text says", async (name) => {
    const path = join(goaml, "samples", name);
    const report = await ingest(path, { profile: profileOf(name) });
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ outcome: "complete", rejected: 0n, conflicts: 0n });
    const rows = await transfers();
    const moved = rows.map(({ atoms, asset }) => `${formatUnits(atoms, knownScale(asset) ?? 0)} ${asset.slice(-3)}`);
    expect([...moved].sort()).toEqual([...statedAmounts(readFileSync(path, "utf8"))].sort());
  });

  test.each(samples)("%s keeps every leaf", async (name) => {
    const path = join(goaml, "samples", name);
    const items = await itemsOf(path, profileOf(name));
    const records = items.flatMap((item) => ("rows" in item ? (item.rows.reportRecords ?? []) : []));
    const fields = records.flatMap(({ content }): [string, string][] => JSON.parse(content));
    expect(fields.map(([, value]) => value).sort()).toEqual([...leafValues(readFileSync(path, "utf8"))].sort());
    expect(new Set(fields.map(([place]) => place)).size).toBe(fields.length);
  });

  test("the skeleton of all elements is refused for its currency: it is of no country that a profile knows", async () => {
    const report = await ingest(join(goaml, "samples/skeleton-5.0.1-gh-all-elements.xml"), { profile: "goaml-gh" });
    expect(report).toMatchObject({ outcome: "refused", rejected: 1n });
    expect(report.findings[0]).toMatchObject({
      found: "local currency RSD",
      where: { path: "/report/currency_code_local", line: 17 },
    });
    expect(await transfers()).toEqual([]);
  });

  test("USD 50,000.00 moved where AED 183,625.00 is its valuation", async () => {
    await ingest(join(goaml, "samples/synthetic-ae-5.0.2-STR-victim-mule-exchange-wallet.xml"), { profile: "goaml-ae" });
    expect((await transfers()).find(({ asset }) => asset === "iso4217:USD")).toMatchObject({
      from: "bank:EXMPUS33:000123456789",
      to: "bank:SYNTAEAD:1000200030004",
      atoms: 5_000_000n,
    });
  });

  test.each([
    ["gh-5.0.1-str.xml", "goAMLSchema-5.0.1-gh.xsd"],
    ["lk-2.0-str.xml", "goAMLSchema-4.0.x-lk-v2.0.xsd"],
  ])("our own %s is valid against %s", (name, schema) => {
    const xsd = XmlDocument.fromBuffer(readFileSync(join(goaml, "xsd", schema)), { option: ParseOption.XML_PARSE_NONET });
    const validator = XsdValidator.fromDoc(xsd);
    const document = XmlDocument.fromBuffer(readFileSync(join(fixtures, name)), { option: ParseOption.XML_PARSE_NONET });
    expect(() => validator.validate(document)).not.toThrow();
    document.dispose();
    validator.dispose();
    xsd.dispose();
  });
});

describe("the project's own reports", () => {
  test.each([
    ["gh-5.0.1-str.xml", "goaml-gh", ["10.00 GHS", "154000.50 GHS", "9965.25 USD"]],
    ["lk-2.0-str.xml", "goaml-lk-2.0", ["240000.00 LKR", "250000.00 LKR", "75000.00 LKR", "8750.00 EUR"]],
  ])("%s loads whole and exact", async (name, profile, expected) => {
    const report = await ingest(join(fixtures, name), { profile });
    expect(report).toMatchObject({ outcome: "complete", rejected: 0n, findings: [] });
    const moved = (await transfers()).map(({ atoms, asset }) => `${formatUnits(atoms, 2)} ${asset.slice(-3)}`);
    expect(moved.sort()).toEqual(expected);
  });

  test("name nothing in the ledger that belongs to the report", async () => {
    await ingest(join(fixtures, "lk-2.0-str.xml"), { submitter: "bank-of-nowhere" });
    const rows = JSON.stringify(await transfers(), (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
    const sensitive = ["bank-of-nowhere", "FIX-LK", "Nimal", "Imaginary", "Kamala", "Fictional", "Job seeker", "deposit"];
    for (const text of sensitive) expect(rows).not.toContain(text);
  });

  test("give one content, however often they come and in whatever batches", async () => {
    const path = join(fixtures, "lk-2.0-str.xml");
    const once = await ingest(path);
    const hash = await store.contentHash();
    const again = await ingest(path);
    expect([once.added, again.added, again.same]).toEqual([once.records, 0n, once.records]);
    expect(await store.contentHash()).toBe(hash);
    for (const batchRecordsMax of [1, 7]) {
      const other = await openStore({ directory: join(folder, `store-${batchRecordsMax}`), mode: "write", create: true });
      await ingestGoaml({
        store: other,
        paths: [path],
        profile: "goaml-lk-2.0",
        submitter: "re-01",
        limits: { batchRecordsMax },
      });
      expect(await other.contentHash()).toBe(hash);
      await other.close();
    }
  });

  test("give the same content when the reading is interrupted and taken up again", async () => {
    const path = join(fixtures, "lk-2.0-str.xml");
    await ingest(path);
    const hash = await store.contentHash();
    const other = await openStore({ directory: join(folder, "store-interrupted"), mode: "write", create: true });
    const stop = new AbortController();
    const call = { store: other, paths: [path], profile: "goaml-lk-2.0", submitter: "re-01", limits: { batchRecordsMax: 1 } };
    const onAcknowledged = ({ batch }: { readonly batch: number }): void => (batch === 3 ? stop.abort() : undefined);
    const [first] = await ingestGoaml({ ...call, signal: stop.signal, onAcknowledged });
    expect(first).toMatchObject({ outcome: "interrupted" });
    const [second] = await ingestGoaml(call);
    expect(second).toMatchObject({ outcome: "complete", resumedAfter: 3n });
    expect(await other.contentHash()).toBe(hash);
    await other.close();
  });

  test("read the same from a compressed file", async () => {
    const packed = join(folder, "lk.xml.gz");
    writeFileSync(packed, gzipSync(readFileSync(join(fixtures, "lk-2.0-str.xml"))));
    expect(await ingest(packed)).toMatchObject({ outcome: "complete" });
    expect(await transfers()).toHaveLength(4);
  });
});

describe("a damaged report", () => {
  test("that breaks off gives what was complete; the whole file then adds the rest and doubles nothing", async () => {
    const broken = await ingest(join(fixtures, "damaged-truncated.xml"));
    expect(broken).toMatchObject({ outcome: "incomplete", isComplete: false, rejected: 1n });
    expect(broken.findings).toMatchObject([
      { code: "FILE_TRUNCATED", where: { file: "damaged-truncated.xml", line: 124, path: "/report/transaction[3]" } },
    ]);
    expect(await transfers()).toHaveLength(2);
    expect(await ingest(join(fixtures, "lk-2.0-str.xml"))).toMatchObject({ outcome: "complete", conflicts: 0n });
    expect(await transfers()).toHaveLength(4);
  });

  test("in a compressed file that breaks off does the same", async () => {
    const packed = gzipSync(readFileSync(join(fixtures, "lk-2.0-str.xml")), { level: 0 });
    const path = join(folder, "cut.xml.gz");
    writeFileSync(path, packed.subarray(0, packed.length - 3000));
    const report = await ingest(path);
    expect(report.findings).toMatchObject([{ code: "FILE_TRUNCATED", where: { file: "cut.xml.gz" } }]);
    expect((await transfers()).length).toBeGreaterThan(0);
  });

  test.each([
    ["damaged-amount-exponent.xml", "AMOUNT_NOT_DECIMAL", 17, "/report/transaction[1]/amount_local"],
    ["damaged-time.xml", "TIME_UNREADABLE", 15, "/report/transaction[1]/date_transaction"],
  ])("%s: the good payment is in, the bad one is told with its place", async (...row) => {
    const [name, code, line, path] = row;
    const report = await ingest(join(fixtures, name));
    expect(report).toMatchObject({ outcome: "incomplete", rejected: 1n });
    expect(report.findings).toMatchObject([{ code, where: { file: name, line, path, record: "FIX-LK-T1" } }]);
    expect(await transfers()).toHaveLength(1);
  });

  test("with a wrong IBAN loads, with a warning and the bank's own number", async () => {
    const report = await ingest(join(fixtures, "damaged-iban-check-digits.xml"));
    expect(report).toMatchObject({ outcome: "complete", rejected: 0n, findingsTotal: 1n });
    expect(report.findings).toMatchObject([{ code: "ACCOUNT_CHECKSUM", found: "DE88370400440532013000", where: { line: 29 } }]);
    expect((await transfers()).map(({ from }) => from)).toEqual(["bank:PRTDDEBB:DE-ACC-9"]);
  });

  test("with a document type is refused at its first line", async () => {
    const report = await ingest(join(fixtures, "damaged-doctype-bomb.xml"));
    expect(report).toMatchObject({ outcome: "refused", findings: [{ code: "XML_FORBIDDEN", where: { line: 2 } }] });
    expect(await transfers()).toEqual([]);
  });

  test("that says otherwise than before is a conflict, never a second payment", async () => {
    const path = join(folder, "amended.xml");
    writeFileSync(path, readFileSync(join(fixtures, "lk-2.0-str.xml"), "utf8").replace("250000.00", "260000.00"));
    await ingest(join(fixtures, "lk-2.0-str.xml"));
    const before = await transfers();
    const report = await ingest(path);
    expect(report).toMatchObject({ outcome: "incomplete", conflicts: 1n });
    expect(report.findings.map(({ code }) => code)).toEqual(["RECORD_CONFLICT"]);
    expect(await transfers()).toEqual(before);
  });

  test("under another submitter is another report", async () => {
    copyFileSync(join(fixtures, "lk-2.0-str.xml"), join(folder, "same.xml"));
    await ingest(join(fixtures, "lk-2.0-str.xml"));
    expect(await ingest(join(folder, "same.xml"), { submitter: "re-02" })).toMatchObject({ outcome: "complete" });
    expect(await transfers()).toHaveLength(8);
  });
});

describe("the call", () => {
  test.each([
    ["an unknown profile", { profile: "goaml-xx" }, "goaml-ae, goaml-base, goaml-gh, goaml-lk-1.1.4, goaml-lk-2.0"],
    ["no submitter", { submitter: "" }, "a name of 1 to 128 characters"],
    ["an offset that the profile knows better", { zoneOffset: "+07:00" }, "Asia/Colombo"],
    ["an offset that is none", { profile: "goaml-base", zoneOffset: "7" }, "+07:00"],
  ])("with %s is a usage error", async (_name, options, expected) => {
    await expect(ingest(join(fixtures, "lk-2.0-str.xml"), options)).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining(expected),
    });
  });
});

describe("what banks send beside a report as XML", () => {
  const zipped = (name: string, files: Readonly<Record<string, string>>): string => {
    const entries = Object.entries(files).map(([entry, content]) => ({ name: entry, content: Buffer.from(content) }));
    writeFileSync(join(folder, name), packArchive(entries));
    return join(folder, name);
  };
  const report = readFileSync(join(fixtures, "gh-5.0.1-str.xml"), "utf8");

  test("a ZIP archive is its report; of the attachments name, size, type and digest are kept", async () => {
    const path = zipped("sent.zip", { "scan/passport.pdf": "%PDF-1.4 scan", "report.XML": report, "note.txt": "a note" });
    const answer = await ingest(path, { profile: "goaml-gh" });
    expect(answer).toMatchObject({ outcome: "complete", findings: [], rowsByTable: { "str.attachment": 2n } });
    expect(await transfers()).toHaveLength(3);
  });

  test.each([
    ["no report", { "note.txt": "x" }, /no XML file/],
    ["two reports", { "a.xml": report, "b.xml": report }, /2 XML files/],
  ])("an archive with %s is refused whole", async (_name, files, found) => {
    const answer = await ingest(zipped("sent.zip", files), { profile: "goaml-gh" });
    expect(answer.findings).toMatchObject([{ code: "FILE_UNREADABLE", found: expect.stringMatching(found) }]);
    expect(await transfers()).toEqual([]);
  });

  test("transactions alone are the report that the sender says they are", async () => {
    const path = join(fixtures, "goaml/gh-reportdata.xml");
    const defaults = { reference: "FIX-GH-DATA" };
    const answer = await ingest(path, { profile: "goaml-gh", defaults });
    expect(answer.findings.map(({ where }) => where.path)).toEqual(["/reportdata/currency_code_local"]);
    expect(answer).toMatchObject({ outcome: "complete", rejected: 0n });
    expect(await transfers()).toHaveLength(2);
    await expect(ingest(path, { profile: "goaml-gh", defaults: { localCurrency: "USD" } })).rejects.toThrow(/USAGE.*GHS/);
  });

  test("what the FIU's schema would refuse and can be read exactly loads, with the rule, what is allowed and a hint", async () => {
    const path = join(folder, "odd.xml");
    writeFileSync(path, report.replace("<transmode_code>A</transmode_code>", "<transmode_code>ONLINE</transmode_code>"));
    const answer = await ingest(path, { profile: "goaml-gh" });
    expect(answer).toMatchObject({ outcome: "complete", rejected: 0n, warnings: 1n });
    expect(answer.findings).toMatchObject([
      {
        severity: "warning",
        rule: "goaml-gh/code",
        found: "ONLINE",
        expected: "one of 27 codes of conduction_type",
        hint: "rejected by the FIU's schema (gh-5.0.1)",
        where: { path: "/report/transaction[1]/transmode_code", record: "FIX-GH-T1", column: 5 },
      },
    ]);
    expect(await transfers()).toHaveLength(3);
  });
});
