import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXmlRecords, xmlLimits } from "@tributary/bank-kit";
import {
  type CheckFinding,
  checkWithXsd,
  DocumentCheck,
  type DocumentKind,
  elementsIn,
  findProfile,
  loadStructure,
  normaliseXsd,
  type Particle,
  type Structure,
  schemaRules,
  type ValueRule,
} from "@tributary/pipeline-goaml";
import fc from "fast-check";
import { ParseOption, XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const goaml = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank/goaml");
const isAbsent = !existsSync(goaml);
const absent = isAbsent ? ` (SKIPPED: ${goaml} is absent)` : "";

interface Edition {
  readonly profile: string;
  readonly xsd: string;
  readonly kind: DocumentKind;
}

const editions: readonly Edition[] = [
  { profile: "goaml-ae", xsd: "goAMLSchema-5.0.2-ae-original.xsd", kind: "report" },
  { profile: "goaml-gh", xsd: "goAMLSchema-5.0.1-gh.xsd", kind: "report" },
  { profile: "goaml-lk-1.1.4", xsd: "goAMLSchema-4.0.2-lk-v1.1.4.xsd", kind: "report" },
  { profile: "goaml-lk-2.0", xsd: "goAMLSchema-4.0.x-lk-v2.0.xsd", kind: "report" },
  { profile: "goaml-ae", xsd: "goAMLReportDataSchema-5.0.2-ae.xsd", kind: "reportdata" },
  { profile: "goaml-gh", xsd: "goAMLReportDataSchema-5.0.1-gh.xsd", kind: "reportdata" },
];

/** A document before it is written down. */
interface Node {
  readonly name: string;
  readonly children: Node[] | null;
  text: string;
}

const samples: Readonly<Record<string, string>> = {
  "plain-text": "Plain O'Text 1.0-x",
  "latin-words": "Anna Maria",
  "latin-word": "Perera",
  "registration-number": "PV 12/A",
  ipv4: "192.168.0.255",
  ipv6: "2001:db8:0:0:0:0:0:1",
  "national-id-lk": "852345678V",
  "institution-lk": "SYNTLKLX",
  institution: "SYNTAEADXXX",
  "digits-3": "12",
  digits: "1",
  "ascii-line": "a ~ line",
  "ascii-text": "a\ntext",
  "alphanumeric-3": "A12",
  "alphanumeric-4": "N1234",
  alphanumeric: "X12",
  "account-number": "00-12_3/4|5",
  "institution-name": "Bank of Test",
  "entity-name": "Test Traders (Pvt) Ltd",
  email: "a.b+c@test-host.example",
  "host-characters": "host_1.x",
  "business-words": "Trade, retail",
  "occupation-words": "Clerk / cashier",
  "address-line": "12, Main Street",
  town: "Galle 4",
  city: "Colombo",
};

class Maker {
  readonly structure: Structure;
  readonly pick: (count: number) => number;

  constructor(structure: Structure, pick: (count: number) => number) {
    this.structure = structure;
    this.pick = pick;
  }

  element(name: string, is: string, depth: number): Node {
    const type = this.structure.typeOf(is);
    if (type.kind === "value") return { name, children: null, text: this.value(type.rule) };
    return { name, children: type.particles.flatMap((particle) => this.particle(particle, depth + 1)), text: "" };
  }

  particle(particle: Particle, depth: number): Node[] {
    const fullness = Math.max(2, 3 + depth);
    if (particle.min === 0 && this.pick(depth > 8 ? 1_000 : fullness) > 0) return [];
    if (particle.kind === "element") {
      if (particle.max === 0) return [];
      const count = Math.max(particle.min, particle.max === 1 || this.pick(4) > 0 ? 1 : 2);
      return Array.from({ length: count }, () => this.element(particle.name, particle.is, depth));
    }
    const parts = particle.parts.filter((part) => elementsIn(part).some(({ max }) => max !== 0));
    if (particle.kind === "sequence") return parts.flatMap((part) => this.particle(part, depth));
    const part = parts[depth > 6 ? 0 : this.pick(parts.length)];
    return part === undefined ? [] : this.particle(part, depth);
  }

  value(rule: ValueRule): string {
    if (rule.fixed !== null) return rule.fixed;
    if (rule.codes !== null) {
      const codes = [...this.structure.codesOf(rule.codes)];
      return codes[this.pick(codes.length)] ?? "";
    }
    if (rule.base === "boolean") return ["1", "0", "true", "false"][this.pick(4)] ?? "1";
    if (rule.base === "time")
      return ["2024-02-29T00:00:00", "1999-12-31T23:59:59.5+14:00", "2020-01-01T24:00:00Z"][this.pick(3)] ?? "";
    if (rule.base !== "text") return [rule.min ?? "-7", rule.max ?? "7", "1"][this.pick(3)] ?? "";
    if (rule.pattern !== null) return (samples[rule.pattern.name] ?? "?").slice(0, rule.maxLength ?? 100);
    return "x".repeat(Math.max(rule.minLength, Math.min(rule.maxLength ?? 9, 1 + this.pick(9))));
  }
}

const escapeText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("\n", "&#10;");
const print = ({ name, children, text }: Node): string =>
  `<${name}>${children === null ? escapeText(text) : children.map((child) => `\n${print(child)}`).join("")}</${name}>`;
const nodesOf = (node: Node): readonly Node[] => [node, ...(node.children ?? []).flatMap(nodesOf)];

const oddTexts = [
  "",
  "-",
  "x",
  " x ",
  "1",
  " 1 ",
  "-1",
  "+1.0",
  "1e3",
  "1,000.00",
  ".5",
  "true",
  "TRUE",
  "2024-02-30T00:00:00",
  "2024-02-29",
  "0000-01-01T00:00:00",
  "1752-12-31T00:00:00",
  "2024-02-29T25:00:00",
  "é",
  "😀",
  "Anna  B",
  "Line\nbreak",
  "a@b",
  "300.1.1.1",
  "x".repeat(60),
  "x".repeat(300),
  "9".repeat(25),
  "99999999999",
];

/** Changes one thing in a document, as a hurried programmer would. */
function mutate(document: Node, pick: (count: number) => number): string {
  const parents = nodesOf(document).filter((node) => (node.children?.length ?? 0) > 0);
  const leaves = nodesOf(document).filter((node) => node.children === null);
  const parent = parents[pick(parents.length)] ?? document;
  const children = parent.children ?? [];
  const at = pick(children.length);
  const child = children[at];
  const leaf = leaves[pick(leaves.length)];
  switch (pick(6)) {
    case 0:
      return `dropped ${children.splice(at, 1)[0]?.name} of ${parent.name}`;
    case 1:
      if (child !== undefined) children.splice(at, 0, child);
      return `doubled ${child?.name} in ${parent.name}`;
    case 2:
      if (child !== undefined) children.splice(pick(children.length), 0, ...children.splice(at, 1));
      return `moved ${child?.name} in ${parent.name}`;
    case 3:
      children.splice(at, 0, { name: "unheard_of", children: null, text: "x" });
      return `added in ${parent.name}`;
    default:
      if (leaf !== undefined) leaf.text = oddTexts[pick(oddTexts.length)] ?? "";
      return `${leaf?.name} = ${JSON.stringify(leaf?.text)}`;
  }
}

async function check(xml: string, { profile, kind }: Pick<Edition, "profile" | "kind">): Promise<readonly CheckFinding[]> {
  const found = findProfile(profile);
  const document = new DocumentCheck({ file: "f.xml", profile: found, structure: loadStructure(found.structure), kind });
  const findings: CheckFinding[] = [];
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const positioned = new Set(["transaction"]);
  for await (const record of readXmlRecords({ bytes, origin: "f.xml", limits: xmlLimits, positioned }))
    findings.push(...document.take(record));
  return findings;
}

const isFormRule = ({ finding }: CheckFinding): boolean => schemaRules.has((finding.rule?.split("/")[1] ?? "") as never);
const show = ({ finding }: CheckFinding): string =>
  `${finding.rule} ${finding.where.path} ${finding.found} | ${finding.expected}`;

function openXsd(file: string): XsdValidator {
  const text = normaliseXsd(readFileSync(join(goaml, "xsd", file), "utf8")).text;
  return XsdValidator.fromDoc(XmlDocument.fromString(text, { option: ParseOption.XML_PARSE_NONET }));
}

function xsdErrors(validator: XsdValidator, xml: string): readonly string[] {
  const document = XmlDocument.fromString(xml, { option: ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_BIG_LINES });
  try {
    validator.validate(document);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [error.message];
  } finally {
    document.dispose();
  }
}

describe.skipIf(isAbsent)(`the structure as data says what the schema says${absent}`, () => {
  test.each(editions)(
    "$xsd: made documents are right for both, changed ones for both or neither",
    async (edition) => {
      const validator = openXsd(edition.xsd);
      const structure = loadStructure(findProfile(edition.profile).structure);
      const [start] = structure.roots[edition.kind];
      if (start === undefined) throw new Error("no root");
      const tally = { right: 0, wrong: 0 };
      const used = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.infiniteStream(fc.nat(0xffff)), async (stream) => {
          const pick = (count: number): number => (count < 1 ? 0 : (stream.next().value ?? 0) % count);
          const made = new Maker(structure, pick).element(start.element, start.is, 0);
          for (const { name } of nodesOf(made)) used.add(name);
          expect([(await check(print(made), edition)).filter(isFormRule).map(show), xsdErrors(validator, print(made))]).toEqual([
            [],
            [],
          ]);
          const change = mutate(made, pick);
          const ours = (await check(print(made), edition)).filter(isFormRule).map(show);
          const theirs = xsdErrors(validator, print(made));
          expect({ change, ours, theirs }).toSatisfy(() => ours.length > 0 === theirs.length > 0);
          tally[ours.length > 0 ? "wrong" : "right"] += 1;
        }),
        { numRuns: 250 },
      );
      validator.dispose();
      expect(tally.wrong).toBeGreaterThan(40);
      expect(used.size).toBeGreaterThan(100);
    },
    120_000,
  );
});

const samplesOf = (pattern: RegExp): readonly string[] =>
  isAbsent ? [] : readdirSync(join(goaml, "samples")).filter((name) => pattern.test(name));
const readSample = (name: string): string => readFileSync(join(goaml, "samples", name), "utf8");
const profileFor = (name: string): string =>
  name.includes("-lk-") ? "goaml-lk-1.1.4" : name.includes("-gh-") ? "goaml-gh" : "goaml-ae";

async function* bytesOf(text: string): AsyncGenerator<Uint8Array, void, undefined> {
  yield Buffer.from(text);
}

const askXsd = (xsd: string, xml: string) =>
  checkWithXsd({ xsdPath: xsd.includes("/") ? xsd : join(goaml, "xsd", xsd), bytes: bytesOf(xml), file: "f.xml" });
const xsdFor = (name: string): string =>
  name.includes("-lk-") ? "goAMLSchema-4.0.2-lk-v1.1.4.xsd" : "goAMLSchema-5.0.2-ae-original.xsd";

describe.skipIf(isAbsent)(`the national samples${absent}`, () => {
  test.each(samplesOf(/^(ae|synthetic)-/))("%s has the form of its edition, for our check and for the schema", async (name) => {
    const xml = readSample(name);
    expect((await check(xml, { profile: profileFor(name), kind: "report" })).map(show)).toEqual([]);
    expect(await askXsd(xsdFor(name), xml)).toMatchObject({ state: "valid", findings: [], reasons: [] });
  });

  test("the skeleton of all elements breaks its edition in the same places for both", async () => {
    const xml = readSample("skeleton-5.0.1-gh-all-elements.xml");
    const ours = await check(xml, { profile: "goaml-gh", kind: "report" });
    const theirs = await askXsd("goAMLSchema-5.0.1-gh.xsd", xml);
    expect(theirs.state).toBe("invalid");
    const ourLines = new Set(ours.map(({ finding }) => finding.where.line));
    const theirsOnly = theirs.findings.filter(({ where }) => !ourLines.has(where.line)).map(({ where }) => where.path);
    // It holds both forms of a payment: the schema keeps the first, our check the one of which more is there.
    expect(theirsOnly).toEqual(["/report/transaction[1]/t_from_my_client"]);
    expect(ours.map(({ finding }) => finding.where.path)).toContain("/report/transaction[1]/involved_parties");
    expect(ours.length).toBeGreaterThanOrEqual(theirs.findings.length);
  });
});

describe.skipIf(isAbsent)(`the FIU's schema as a second opinion${absent}`, () => {
  const sample = isAbsent ? "" : readSample("ae-5.0.2-STR.xml");

  test("tells which patterns it had to change, and the schema's own digest", async () => {
    const { state, changes, xsdSha256 } = await askXsd("goAMLSchema-5.0.2-ae-original.xsd", sample);
    expect([state, changes.length, xsdSha256?.length]).toEqual(["valid", 26, 64]);
    expect(changes[0]).toMatchObject({ from: "^[a-zA-Z0-9 .'-]*$", to: "[a-zA-Z0-9 .'-]*" });
    expect((await askXsd("goAMLSchema-5.0.2-ae-patched.xsd", sample)).changes).toEqual([]);
  });

  test("finds what is wrong in every payment and around them, with the file's own paths and lines, beyond line 65,535 too", async () => {
    const [payment = ""] = /<transaction>[\s\S]*<\/transaction>/.exec(sample) ?? [];
    const bad = payment.replace(/<transmode_code>[^<]*/, "<transmode_code>NONE");
    const many = Array.from({ length: 1_600 }, (_, index) => (index === 7 || index === 1_599 ? bad : payment)).join("\n");
    const xml = sample.replace(payment, many).replace(/<submission_code>[^<]*/, "<submission_code>X");
    const opinion = await askXsd("goAMLSchema-5.0.2-ae-original.xsd", xml);
    expect(opinion).toMatchObject({ state: "invalid", paymentsChecked: 1_600 });
    const lines = xml.split("\n");
    const told = opinion.findings.map(({ where }) => [where.path, lines[(where.line ?? 1) - 1]?.trim()]);
    expect(told).toEqual([
      ["/report/submission_code", "<submission_code>X</submission_code>"],
      ["/report/transaction[8]/transmode_code", "<transmode_code>NONE</transmode_code>"],
      ["/report/transaction[1600]/transmode_code", "<transmode_code>NONE</transmode_code>"],
    ]);
    expect(opinion.findings.at(-1)?.where.line).toBeGreaterThan(65_535);
    expect(opinion.findings[0]?.found).toMatch(
      /^Element 'submission_code': \[facet 'enumeration'\] the value is not an element of the set/,
    );
  });

  test.each([
    ["no schema at all", "<html/>"],
    [
      "a schema that does not compile",
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="transaction" type="none"/></xs:schema>',
    ],
    [
      "a schema that asks for other files",
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="/etc/passwd"/></xs:schema>',
    ],
  ])("%s is a check that did not run, never a pass", async (_name, xsd) => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-xsd-"));
    writeFileSync(join(folder, "x.xsd"), xsd);
    const opinion = await askXsd(join(folder, "x.xsd"), sample);
    rmSync(folder, { recursive: true, force: true });
    expect(opinion).toMatchObject({ state: "not checked", reasons: [{ code: "FILE_UNREADABLE", where: { file: "x.xsd" } }] });
  });

  test("a file that breaks off was not checked, whatever was found before", async () => {
    const opinion = await askXsd("goAMLSchema-5.0.2-ae-original.xsd", sample.slice(0, -30));
    expect(opinion).toMatchObject({ state: "not checked", reasons: [{ code: "FILE_TRUNCATED" }] });
  });
});
