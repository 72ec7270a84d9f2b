import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, type Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Ivms101Limits, ivms101Limits } from "./ivms101-limits.ts";
import { readIvms101 } from "./read-ivms101.ts";

const fixtures = join(resolve(import.meta.dirname, "../../.."), "fixtures/bank/ivms101");
const fixture = (name: string): string => readFileSync(join(fixtures, name), "utf8");

interface Reading {
  readonly items: readonly IngestItem[];
  readonly scope: SubmissionScope;
}

async function read(text: string, limits: Partial<Ivms101Limits> = {}): Promise<Reading> {
  const bytes = new TextEncoder().encode(text);
  const context = { file: "f.json", fileSha256: digestBytes(bytes), submitter: "re-01", format: "ivms101", profile: "ivms101" };
  const scope = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const items: IngestItem[] = [];
  for await (const item of readIvms101({ bytes: pieces(), submission: scope, limits: { ...ivms101Limits, ...limits } }))
    items.push(item);
  return { items, scope };
}

const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const partiesOf = (reading: Reading) =>
  rowsOf(reading).flatMap(({ parties = [] }) => parties.map(({ kind, name, details }) => ({ kind, name, ...details })));
const rolesOf = (reading: Reading) =>
  rowsOf(reading).flatMap(({ involvements = [] }) =>
    involvements.map(({ role, account, partyId }) => `${role} ${partyId === null ? "-" : "party"} ${account}`),
  );
const errorsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("findings" in item ? item.findings.filter(({ severity }) => severity === undefined) : []));
const warningsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const shown = (findings: readonly Finding[]) =>
  findings.map(({ code, where }) => `${where.line}:${where.column} ${where.path} ${code}`);

const natural = (extra = "") =>
  `{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"A","nameIdentifierType":"LEGL"}]}${extra}}}`;
const payload = (accounts: string, extra = "") =>
  `{"originator":{"originatorPersons":[${natural(extra)}],"accountNumber":${accounts}},"beneficiary":{"beneficiaryPersons":[${natural()}],"accountNumber":["b-1"]}}`;

describe("payloads", () => {
  test("of 2023 give people, services and accounts, and no transfer", async () => {
    const reading = await read(fixture("payload-2023.json"));
    expect(errorsOf(reading)).toEqual([]);
    const [rows] = rowsOf(reading);
    expect(rows?.transfers).toBeUndefined();
    expect(rows?.payments).toBeUndefined();
    expect(rows?.activities).toMatchObject([{ kind: "travel-rule", amount: null }]);
    expect(partiesOf(reading)).toMatchObject([
      {
        kind: "person",
        name: "Somchai Jaidee",
        otherNames: ["สมชาย ใจดี"],
        birthDate: "1988-03-14",
        documents: [
          { kind: "passport", number: "AA0000000", country: "TH" },
          { kind: "customer-number", number: "cust-0001" },
        ],
        addresses: ["99 Sukhumvit 21, Bangkok 10110, TH"],
        residenceCountry: "TH",
      },
      { kind: "entity", name: "Example Imports Ltd", registrationNumber: "0105500000000", residenceCountry: "KH" },
      { kind: "entity", name: "Example Exchange Ltd" },
      { kind: "entity", name: "Sample Wallets Ltd" },
      { kind: "entity", name: "Between Services Ltd" },
    ]);
    expect(rolesOf(reading)).toEqual([
      "originator party tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
      "beneficiary party null",
      expect.stringMatching(/^beneficiary - bank:named-[0-9a-f]{16}:KH-778899$/),
      "originating-vasp party null",
      "beneficiary-vasp party null",
      "intermediary-vasp party null",
    ]);
    expect(warningsOf(reading)).toMatchObject([
      { rule: "ivms101/chain", where: { path: "/ivms101/beneficiary/accountNumber/0" } },
    ]);
    expect(rows?.mentions?.filter(({ kind }) => kind === "evm-address")).toHaveLength(7);
  });

  test("that cannot be read are kept apart with all faults, doubtful ones load with warnings", async () => {
    const reading = await read(fixture("damaged-payloads.json"));
    expect(shown(errorsOf(reading))).toEqual([
      "4:102 /0/originator/originatorPersons/0/naturalPerson/name/nameIdentifier/0/primaryIdentifier VALUE_UNREADABLE",
      "5:25 /0/originator/accountNumber/0 VALUE_UNREADABLE",
      "9:3 /1 FILE_UNREADABLE",
    ]);
    expect(warningsOf(reading).map(({ rule, where }) => `${where.line} ${where.path} ${rule}`)).toEqual([
      "16 /2/originator/originatorPersons/0/naturalPerson/nationalIdentification ivms101/identifier-type",
      "17 /2/originator/originatorPersons/0/naturalPerson/dateAndPlaceOfBirth ivms101/birth-date",
      "18 /2/originator/originatorPersons/0/naturalPerson/favouriteColour ivms101/unknown-key",
      "22 /2/originator/accountNumber/0 ivms101/account",
      "10 /2/beneficiary ivms101/mandatory",
    ]);
    expect(partiesOf(reading)).toMatchObject([
      { name: "Anna Example", birthPlace: "London", documents: [{ kind: "other", number: "X1" }] },
    ]);
    expect(rolesOf(reading)).toEqual(["originator party null"]);
  });

  test("one payload twice counts once", async () => {
    const reading = await read(`[${payload('["a"]')},\n${payload('["a"]')},\n${payload('["c"]')}]`);
    expect(rowsOf(reading)).toHaveLength(2);
    expect(shown(errorsOf(reading))).toEqual(["2:1 /1 RECORD_CONFLICT"]);
  });

  test("two spellings of one name are an error", async () => {
    const reading = await read(payload('["a"]', ',"dateAndPlaceOfBirth":{"dateOfBirth":"1990-01-01","dob":"1991-01-01"}'));
    expect(errorsOf(reading)).toMatchObject([{ code: "RECORD_CONFLICT", rule: "ivms101/spelling" }]);
  });

  test.each([
    ["an IBAN", "GB82WEST12345698765432", "iban:GB82WEST12345698765432"],
    [
      "a Bitcoin address",
      "14HmBSwec8XrcWge9Zi1ZngNia64u3Wd2v",
      "bip122:000000000019d6689c085ae165831e93:14HmBSwec8XrcWge9Zi1ZngNia64u3Wd2v",
    ],
    ["a number", "0012-3", expect.stringMatching(/^bank:unstated-[0-9a-f]{16}:0012-3$/)],
  ])("%s as account number is that account", async (_name, text, account) => {
    const reading = await read(payload(JSON.stringify([text])));
    expect(rowsOf(reading)[0]?.accounts?.[0]?.account).toEqual(account);
  });

  test("no service's or person's name stands in an account", async () => {
    const service =
      '"originatingVASP":{"naturalPerson":{"name":{"nameIdentifier":[{"primaryIdentifier":"Canary","nameIdentifierType":"LEGL"}]}}}';
    const reading = await read(payload('["77-1"]').replace(/}$/, `,${service}}`));
    for (const { account } of rowsOf(reading).flatMap(({ accounts = [] }) => accounts)) expect(account).not.toMatch(/canary/i);
  });
});

describe("documents", () => {
  test.each([
    ["a key twice", '{"originator":{},"originator":{}}', "RECORD_CONFLICT"],
    ["a special key is a key like others", '{"__proto__":{"originator":{}}}', "FILE_UNREADABLE"],
    ["cut", '{"originator":{', "FILE_TRUNCATED"],
    ["no JSON", "originator", "FILE_UNREADABLE"],
    ["a list of nothing", "[]", "FIELD_MISSING"],
    ["too deep", `${"[".repeat(40)}${"]".repeat(40)}`, "FILE_TOO_LARGE"],
  ])("%s", async (_name, text, code) => {
    const reading = await read(text);
    expect(errorsOf(reading).map((finding) => finding.code)).toEqual([code]);
    expect(rowsOf(reading)).toEqual([]);
  });

  test.each([
    ["payloadsMax", { payloadsMax: 1 }, `[${payload('["a"]')},${payload('["b"]')}]`],
    ["personsMax", { personsMax: 1 }, payload('["a"]')],
    ["bytesMax", { bytesMax: 10 }, payload('["a"]')],
    ["textCharactersMax", { textCharactersMax: 20 }, payload(`["${"a".repeat(21)}"]`)],
  ])("the bound %s is named", async (name, limits, text) => {
    const reading = await read(text, limits);
    const told = errorsOf(reading).map(({ expected, code }) => `${code} ${expected}`);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(name === "bytesMax" ? /10 bytes/ : new RegExp(name));
  });
});

const person = fc.record({
  primary: fc.stringMatching(/^[A-Z][a-z]{1,10}$/),
  secondary: fc.stringMatching(/^[A-Z][a-z]{1,10}$/),
  number: fc.stringMatching(/^[A-Z0-9]{4,12}$/),
});
const keysOf2020 = { persons: "Persons", type: "nameIdentifierType", customer: "customerIdentification", name: "nameIdentifier" };
const keysOf2023 = {
  persons: "Person",
  type: "naturalPersonNameIdentifierType",
  customer: "customerIdentification",
  name: "nameIdentifier",
};
const keysInUse = { persons: "_persons", type: "name_identifier_type", customer: "customer_number", name: "name_identifiers" };

test("made payloads come back with every person, in each spelling alike", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 4 }), async (persons) => {
      const readings = [keysOf2020, keysOf2023, keysInUse].map(async (keys) => {
        const stated = persons.map(({ primary, secondary, number }) => ({
          naturalPerson: {
            name: { [keys.name]: [{ primaryIdentifier: primary, secondaryIdentifier: secondary, [keys.type]: "LEGL" }] },
            [keys.customer]: number,
          },
        }));
        const side = (role: string) => ({ [`${role}${keys.persons}`]: stated, accountNumber: ["1"] });
        return read(JSON.stringify({ originator: side("originator"), beneficiary: side("beneficiary") }));
      });
      const expected = persons.map(({ primary, secondary, number }) => ({
        kind: "person",
        name: `${secondary} ${primary}`,
        documents: [{ kind: "customer-number", number }],
      }));
      for (const reading of await Promise.all(readings)) {
        expect(errorsOf(reading)).toEqual([]);
        expect(warningsOf(reading)).toEqual([]);
        expect(partiesOf(reading)).toEqual([...expected, ...expected]);
      }
    }),
  );
});

test("a mutated document gives items or findings, and never anything else", async () => {
  const text = fixture("payload-2023.json");
  const changed = fc.tuple(
    fc.nat(text.length),
    fc.nat(40),
    fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom("{", "[", "null", '"', ",")),
  );
  await fc.assert(
    fc.asyncProperty(changed, async ([at, cut, inserted]) => {
      const reading = await read(`${text.slice(0, at)}${inserted}${text.slice(at + cut)}`);
      for (const item of reading.items) expect("findings" in item ? item.findings.length > 0 : "rows" in item).toBe(true);
      expect(reading.items.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
