import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leavesOf, readXmlRecords, SubmissionScope, type XmlLeaf, type XmlRecord, xmlLimits } from "@tributary/bank-kit";
import { digestBytes, formatUnits, knownScale } from "@tributary/domain";
import {
  type CheckFinding,
  compareRecordPaths,
  DocumentCheck,
  findProfile,
  leavesOfRecord,
  loadStructure,
  normaliseXsd,
  readGoaml,
  type StatedLeaf,
  type TreeElement,
  treesFromLeaves,
  type WriteResult,
  writeStoredReport,
  writeTables,
} from "@tributary/pipeline-goaml";
import type { IngestItem, ReportRecord } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { ParseOption, XmlDocument, XsdValidator } from "libxml2-wasm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const tables = join(root, "fixtures/bank/goaml-tables");
const goaml = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank/goaml");
const isAbsent = !existsSync(goaml);
const absent = isAbsent ? ` (SKIPPED: ${goaml} is absent)` : "";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-goaml-write-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function* recordsOf(path: string): AsyncGenerator<XmlRecord, void, undefined> {
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    yield readFileSync(path);
  }
  yield* readXmlRecords({ bytes: bytes(), origin: "f.xml", limits: xmlLimits, positioned: new Set(["transaction"]) });
}

async function leavesIn(path: string): Promise<readonly XmlLeaf[]> {
  const leaves: XmlLeaf[] = [];
  for await (const record of recordsOf(path)) {
    if (record.kind === "broken") throw new Error(record.finding.found);
    if (record.kind === "element") leaves.push(...leavesOf(record.element));
  }
  return leaves;
}

/** By the project's own reader, as the ledger gets it. */
function readWhole(path: string, profileName: string): AsyncIterable<IngestItem> {
  const bytes = readFileSync(path);
  const context = {
    file: "report.xml",
    fileSha256: digestBytes(bytes),
    submitter: "re-01",
    format: "goaml",
    profile: profileName,
  };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const whole = (async function* () {
    yield bytes;
  })();
  return readGoaml({ bytes: whole, submission, profile: findProfile(profileName) });
}

const said = (leaves: readonly XmlLeaf[]): readonly string[] => leaves.map(({ path, value }) => `${path}=${value}`);

/** What a schema validator that has nothing to do with ours says; patterns are normalised, since the originals refuse every name. */
function schemaErrors(path: string, schema: string): readonly string[] {
  const text = normaliseXsd(readFileSync(join(goaml, "xsd", schema), "utf8")).text;
  const xsd = XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET });
  const validator = XsdValidator.fromDoc(xsd);
  const document = XmlDocument.fromBuffer(readFileSync(path), { option: ParseOption.XML_PARSE_NONET });
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    document.dispose();
    validator.dispose();
    xsd.dispose();
  }
}

const schemas = {
  "goaml-ae": "goAMLSchema-5.0.2-ae-original.xsd",
  "goaml-gh": "goAMLSchema-5.0.1-gh.xsd",
  "goaml-lk-1.1.4": "goAMLSchema-4.0.2-lk-v1.1.4.xsd",
  "goaml-lk-2.0": "goAMLSchema-4.0.x-lk-v2.0.xsd",
} as const;

const written: ReadonlyArray<readonly [string, keyof typeof schemas, bigint]> = [
  ["ae-payments", "goaml-ae", 4n],
  ["ae-involved", "goaml-ae", 1n],
  ["ae-activity", "goaml-ae", 0n],
  ["gh-payments", "goaml-gh", 2n],
  ["gh-activity", "goaml-gh", 0n],
  ["lk-1.1.4-payments", "goaml-lk-1.1.4", 2n],
  ["lk-2.0-payments", "goaml-lk-2.0", 2n],
];

const fromTables = (name: string, profile: string): Promise<WriteResult> =>
  writeTables({ folder: join(tables, name), output: join(folder, "report.xml"), profile });

describe("a report from tables", () => {
  test.each(written)("%s has no fault in the project's own check", async (name, profileName) => {
    await fromTables(name, profileName);
    expect(await checked(join(folder, "report.xml"), profileName)).toEqual([]);
  });

  test.each(written)("%s is written whole, for its owner only", async (name, profile, transactions) => {
    const result = await fromTables(name, profile);
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({ outcome: "written", transactions, leftOut: 0n });
    expect(statSync(join(folder, "report.xml")).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["report.xml"]);
  });
});

test.each([
  ["ae-payments", "goaml-ae", ["1200.00 AED", "180000.00 AED", "20000.50 AED", "50000.00 USD"]],
  ["gh-payments", "goaml-gh", ["10.00 GHS", "154000.50 GHS"]],
  ["lk-2.0-payments", "goaml-lk-2.0", ["1500000.00 LKR", "20000.00 LKR"]],
])("%s is read back with every amount of its table", async (name, profileName, expected) => {
  await fromTables(name, profileName);
  const amounts: string[] = [];
  for await (const item of readWhole(join(folder, "report.xml"), profileName)) {
    expect("findings" in item ? item.findings : []).toEqual([]);
    const transfers = "rows" in item ? (item.rows.transfers ?? []) : [];
    for (const { asset, atoms } of transfers) amounts.push(`${formatUnits(atoms, knownScale(asset) ?? 0)} ${asset.slice(-3)}`);
  }
  expect(amounts.sort()).toEqual(expected);
});

/** A character of one of a folder's files put in, taken out, doubled or made another one. */
const mutation = fc.record({
  file: fc.nat(),
  at: fc.nat(),
  text: fc.oneof(
    fc.constantFrom("", ",", '"', "\n", "\r\n", "-", "=", "\u0000", "\ud800", "9", "é", "X1"),
    fc.string({ maxLength: 4 }),
  ),
  removed: fc.integer({ min: 0, max: 6 }),
});

test("whatever happens to the tables, a file that is written has no fault in the project's own check", async () => {
  const outcomes = new Set<string>();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...written), fc.array(mutation, { minLength: 1, maxLength: 3 }), async (...drawn) => {
      const [[name, profileName], mutations] = drawn;
      run += 1;
      const input = join(folder, `in-${run}`);
      cpSync(join(tables, name), input, { recursive: true });
      for (const { at, file, removed, text } of mutations) {
        const names = readdirSync(input).sort();
        const path = join(input, names[file % names.length] ?? "");
        const before = readFileSync(path, "utf8");
        const place = at % (before.length + 1);
        writeFileSync(path, before.slice(0, place) + text + before.slice(place + removed));
      }
      const output = join(folder, `out-${run}.xml`);
      const result = await writeTables({ folder: input, output, profile: profileName });
      outcomes.add(result.outcome);
      const errors = result.findings.filter(({ severity }) => severity !== "warning");
      expect(existsSync(output)).toBe(errors.length === 0);
      expect(result.outcome).toBe(errors.length === 0 ? "written" : "refused");
      if (errors.length === 0) expect(await checked(output, profileName)).toEqual([]);
    }),
    { numRuns: 200 },
  );
  expect(outcomes.size).toBe(2);
});

async function checked(path: string, profileName: string): Promise<readonly CheckFinding[]> {
  const profile = findProfile(profileName);
  const check = new DocumentCheck({ file: "report.xml", profile, structure: loadStructure(profile.structure), kind: "report" });
  const findings: CheckFinding[] = [];
  for await (const record of recordsOf(path)) findings.push(...check.take(record));
  // A payment without a customer of the bank is written, with the writer's own warning.
  return findings.filter(({ finding }) => finding.rule?.endsWith("/client-side") !== true);
}

describe.skipIf(isAbsent)(`written files and the national schemas${absent}`, () => {
  test.each(written)("%s is valid in the schema of %s", async (name, profile) => {
    await fromTables(name, profile);
    expect(schemaErrors(join(folder, "report.xml"), schemas[profile])).toEqual([]);
  });

  test("without what software 5.0 does not read, it is valid still, and what was left out is told", async () => {
    const output = join(folder, "report.xml");
    const result = await writeTables({
      folder: join(tables, "ae-payments"),
      output,
      profile: "goaml-ae",
      lowestSupported: "5.0",
    });
    expect(result.outcome).toBe("written");
    expect(new Set(result.findings.map(({ goamlPath, severity }) => `${severity} ${goamlPath?.split("/").at(-1)}`))).toEqual(
      new Set(["warning schema_version", "warning transaction_status"]),
    );
    expect(schemaErrors(output, schemas["goaml-ae"])).toEqual([]);
  });

  test.each([
    ["ae-payments", "goaml-ae", "goAMLReportDataSchema-5.0.2-ae.xsd"],
    ["gh-payments", "goaml-gh", "goAMLReportDataSchema-5.0.1-gh.xsd"],
  ])("transactions alone of %s are valid in the ReportData schema of %s", async (name, profile, schema) => {
    const output = join(folder, "data.xml");
    const result = await writeTables({ folder: join(tables, name), output, profile, document: "reportdata" });
    expect(result.outcome).toBe("written");
    expect(schemaErrors(output, schema)).toEqual([]);
  });
});

const samples = isAbsent ? [] : readdirSync(join(goaml, "samples")).filter((name) => name.endsWith(".xml"));
const profileOf = (name: string): keyof typeof schemas =>
  name.includes("-lk-") ? "goaml-lk-1.1.4" : name.includes("-gh-") ? "goaml-gh" : "goaml-ae";

/** The leaves of an element whose children stand in any order; those of one name keep theirs. */
function shuffled(element: TreeElement, path: string, order: readonly number[]): readonly StatedLeaf[] {
  if (element.children.length === 0) return [{ path, line: element.origin.line ?? 1, value: element.text }];
  const rank = (name: string): number =>
    order[[...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % order.length, 7)] ?? 0;
  const counts = new Map<string, number>();
  const steps = element.children.map((child) => {
    const position = (counts.get(child.name) ?? 0) + 1;
    counts.set(child.name, position);
    return { child, position };
  });
  return steps
    .toSorted((left, right) => rank(left.child.name) - rank(right.child.name))
    .flatMap(({ child, position }) => {
      const isOnly = counts.get(child.name) === 1 && child.name !== "transaction";
      return shuffled(child, `${path}/${child.name}${isOnly ? "" : `[${position}]`}`, order);
    });
}

/** The names by which a result's faults may be accepted. */
const namesIn = ({ findings }: WriteResult): readonly string[] => findings.map(({ hint }) => hint?.split(" ").at(-1) ?? "");

describe.skipIf(isAbsent)(`the samples of national editions${absent}`, () => {
  test("are all here", () => {
    expect(samples).toHaveLength(11);
  });

  test.each(samples)("%s says the same when it was written again", async (name) => {
    const stored = await leavesIn(join(goaml, "samples", name));
    const shared = { leaves: () => stored, name, from: profileOf(name), to: profileOf(name) };
    const first = await writeStoredReport({ ...shared, output: join(folder, "first.xml") });
    const isSkeleton = name.startsWith("skeleton");
    expect(first.outcome).toBe(isSkeleton ? "refused" : "written");
    const output = join(folder, "again.xml");
    const again = await writeStoredReport({ ...shared, output, accept: namesIn(first) });
    expect(again.outcome).toBe("written");
    const read = said(await leavesIn(output));
    if (isSkeleton) expect([...read].sort()).toEqual([...said(stored)].sort());
    else expect(read).toEqual(said(stored));
    if (!isSkeleton) expect(schemaErrors(output, schemas[profileOf(name)])).toEqual([]);
  });

  test.each(samples.filter((name) => !name.startsWith("skeleton")))(
    "%s is written again from what the ledger keeps",
    async (name) => {
      const [path, profile, output] = [join(goaml, "samples", name), profileOf(name), join(folder, "again.xml")];
      const records: ReportRecord[] = [];
      for await (const item of readWhole(path, profile)) if ("rows" in item) records.push(...(item.rows.reportRecords ?? []));
      const ordered = records.toReversed().sort((left, right) => compareRecordPaths(left.path, right.path));
      const leaves = (): readonly StatedLeaf[] => ordered.flatMap(leavesOfRecord);
      const result = await writeStoredReport({ leaves, name, from: profile, to: profile, output });
      expect(result).toMatchObject({ outcome: "written", findings: [] });
      expect(said(await leavesIn(output))).toEqual(said(await leavesIn(path)));
    },
  );

  test.each(samples.filter((name) => !name.startsWith("skeleton")))(
    "%s comes back into its order from any other",
    async (name) => {
      const stored = await leavesIn(join(goaml, "samples", name));
      const profile = profileOf(name);
      const [tree] = treesFromLeaves(stored, name);
      if (tree === undefined) throw new Error("no report");
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 97, maxLength: 97 }), async (order) => {
          run += 1;
          const output = join(folder, `out-${run}.xml`);
          const leaves = shuffled(tree, "/report", order);
          const result = await writeStoredReport({ leaves: () => leaves, name, from: profile, to: profile, output });
          expect(result.findings).toEqual([]);
          expect(said(await leavesIn(output))).toEqual(said(stored));
        }),
        { numRuns: 10 },
      );
    },
  );
});
