import type { PartyDetails } from "@tributary/store";
import { type Matcher, openMatcher } from "@tributary/store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareParties, type PairEvidence } from "./compare-parties.ts";
import type { ComparedParty } from "./compared-party.ts";
import { evidenceDocument, explainEvidence } from "./explain-evidence.ts";

const names = [
  "SOMCHAI JAIDEE",
  "SOMCHAY CHAIDI",
  "SOMSAK JAIDEE",
  "陈志强",
  "TAN CHEE KEONG",
  "សុខ សុភា",
  "Nguyễn Văn Đức",
  "MAUNG MAUNG",
  "",
];
const some = (values: readonly string[]): fc.Arbitrary<string[]> => fc.subarray([...values], { maxLength: 2 });

const document = fc.record({
  kind: fc.constantFrom("passport", "national-id", "other"),
  number: fc.constantFrom("A5551234", "A5551235", "B9912876", "000000000"),
  country: fc.constantFrom("TH", "THA", "SG", ""),
});

/** Parties of few values, so that pairs agree, nearly agree and differ in every column. */
const arbitraryParty: fc.Arbitrary<ComparedParty> = fc.record({
  kind: fc.constant("person" as const),
  name: fc.constantFrom(...names),
  accounts: some(["bank:a:1", "bank:b:2", "bank:cash:3"]),
  details: fc.record({
    otherNames: some(names),
    birthDate: fc.constantFrom("1988-03-14", "1988-03-15", "1988-01-01", "1988", "1971-10-02", "1900-01-01"),
    nationalities: some(["TH", "Thailand", "SG"]),
    documents: fc.array(document, { maxLength: 2 }),
    phones: some(["+66 81 555 0142", "081-555-0142", "+65 6555 0100"]),
    emails: some(["a@example.test", "A@EXAMPLE.TEST", "b@example.test"]),
    addresses: some(["12 Moo 4, Mae Sot", "Moo 4 12 Mae Sot Tak", "18 Ngo 5, Ha Noi"]),
    taxNumber: fc.constantFrom("0105555012345", "Hari Bahadur", "1105555012349"),
  }),
});

let matcher: Matcher;
beforeAll(async () => {
  matcher = await openMatcher();
});
afterAll(() => matcher.close());

const person = (name: string, details: PartyDetails = {}, accounts: readonly string[] = []): ComparedParty => ({
  kind: "person",
  name,
  details,
  accounts,
});

async function compare(left: ComparedParty, right: ComparedParty): Promise<PairEvidence> {
  const [evidence] = await compareParties(matcher, [{ left, right }]);
  if (evidence === undefined) throw new Error("one pair has one answer");
  return evidence;
}

const levels = (evidence: PairEvidence) =>
  Object.fromEntries(evidence.columns.filter(({ level }) => level !== null).map(({ column, level }) => [column, level]));

describe("comparison", () => {
  test("separates what a string distance confuses", async () => {
    const same = await compare(person("SOMCHAI JAIDEE"), person("SOMCHAY CHAIDI"));
    const other = await compare(person("SOMCHAI JAIDEE"), person("SOMSAK JAIDEE"));
    expect(levels(same)).toEqual({ name: 3 });
    expect(levels(other)).toEqual({ name: 1 });
    expect(same.totalMillibits).toBeGreaterThan(other.totalMillibits);
  });

  test.each<[string, PartyDetails, PartyDetails, Record<string, number>]>([
    ["placeholders are nothing", { birthDate: "1900-01-01" }, { birthDate: "1900-01-01" }, {}],
    ["a first of January is near", { birthDate: "1988-01-01" }, { birthDate: "1988-01-01" }, { birth_date: 1 }],
    ["a year alone is near", { birthDate: "1988" }, { birthDate: "1988-03-14" }, { birth_date: 1 }],
    ["day and month swapped", { birthDate: "1988-03-04" }, { birthDate: "1988-04-03" }, { birth_date: 1 }],
    ["another year is another date", { birthDate: "1988-03-14" }, { birthDate: "1958-03-14" }, { birth_date: 0 }],
    ["a name in the field for numbers", { taxNumber: "Hari Bahadur" }, { taxNumber: "Hari Bahadur" }, {}],
    ["a tax number", { taxNumber: "0105-555-012345" }, { registrationNumber: "0105555012345" }, { registration: 1 }],
    ["a phone with and without prefix", { phones: ["+66 81 555 0142"] }, { phones: ["081-555-0142"] }, { phone: 1 }],
    ["a phone in full", { phones: ["+66 81 555 0142"] }, { phones: ["0066815550142"] }, { phone: 2 }],
    ["a number that stands for none", { phones: ["+855 00000000"] }, { phones: ["+66 00000000"] }, {}],
    ["an e-mail in capitals", { emails: ["A@Example.test"] }, { emails: ["a@example.TEST"] }, { email: 1 }],
    ["a country by name", { nationalities: ["Viet Nam"] }, { nationalities: ["VN"] }, { nationality: 1 }],
    [
      "an address in another order",
      { addresses: ["12 Moo 4, Mae Sot"] },
      { addresses: ["Mae Sot, Moo 4 No. 12"] },
      { address: 1 },
    ],
  ])("%s", async (...[, left, right, expected]) => {
    expect(levels(await compare(person("", left), person("", right)))).toEqual(expected);
  });

  const passport = (number: string, country?: string) => ({
    kind: "passport",
    number,
    ...(country === undefined ? {} : { country }),
  });
  const card = (number: string) => ({ kind: "national-id", number, country: "TH" });
  test.each([
    ["number and country", [passport("A5551234", "TH")], [passport("a-555 1234", "THA")], 4],
    ["no country on one side", [passport("A5551234", "TH")], [passport("A5551234")], 3],
    ["one number of two countries", [passport("A5551234", "TH")], [passport("A5551234", "SG")], null],
    ["one keystroke", [passport("A5551234", "TH")], [passport("A5551235", "TH")], 2],
    ["a renewed passport", [passport("A5551234", "TH")], [passport("B9912876", "TH")], 1],
    ["another card for life", [card("1419900555011")], [card("3100200731186")], 0],
    [
      "another card weighs more than another passport",
      [card("1419900555011"), passport("A5551234", "TH")],
      [card("3100200731186"), passport("B9912876", "TH")],
      0,
    ],
    [
      "one equal number decides",
      [card("1419900555011"), passport("A5551234", "TH")],
      [card("3100200731186"), passport("A5551234", "TH")],
      4,
    ],
    ["two kinds say nothing", [card("1419900555011")], [passport("B9912876", "TH")], null],
  ])("documents: %s", async (...[, left, right, expected]) => {
    const found = await compare(person("", { documents: left }), person("", { documents: right }));
    expect(found.columns.find(({ column }) => column === "document")?.level).toBe(expected);
  });

  test("accounts that stand for cash tell nothing", async () => {
    expect(levels(await compare(person("", {}, ["bank:cash:1"]), person("", {}, ["bank:cash:1"])))).toEqual({});
    expect(levels(await compare(person("", {}, ["bank:a:1"]), person("", {}, ["bank:a:1", "bank:b:2"])))).toEqual({ account: 1 });
  });

  test("names, nationality and address alone are left open", async () => {
    const details = { nationalities: ["TH"], addresses: ["12 Moo 4, Mae Sot"] };
    expect((await compare(person("SOMCHAI JAIDEE", details), person("SOMCHAI JAIDEE", details))).suggests).toBe("open");
  });

  test("two cards for life, or two names without a word in common, are never proposed as the same", async () => {
    const shared = {
      birthDate: "1988-03-14",
      phones: ["+66 81 555 0142"],
      addresses: ["12 Moo 4, Mae Sot"],
      emails: ["a@example.test"],
    };
    const cards = [{ documents: [card("1419900555011")] }, { documents: [card("3100200731186")] }];
    const [one, two] = cards.map((details) => person("SOMCHAI JAIDEE", { ...shared, ...details }));
    if (one === undefined || two === undefined) throw new Error("two cards");
    expect(await compare(one, two)).toMatchObject({ suggests: "unsure" });
    expect(await compare(one, person("PRASERT WONG", shared))).toMatchObject({ suggests: "unsure" });
    expect(await compare(one, person("SOMCHAI JAIDEE", shared))).toMatchObject({ suggests: "same" });
  });

  test("names in two scripts that share no key cannot be told to be different", async () => {
    expect(levels(await compare(person("ဒေါ်ခင် စန်း"), person("PRASERT WONG")))).toEqual({});
    expect(levels(await compare(person("ဒေါ်ခင် စန်း"), person("ဦးသန်း ကျော်")))).toEqual({ name: 0 });
    expect(levels(await compare(person("李娜"), person("PRASERT WONG")))).toEqual({ name: 0 });
  });

  test("a person is not compared with an organisation", async () => {
    await expect(compareParties(matcher, [{ left: person("A"), right: { ...person("A"), kind: "entity" } }])).rejects.toThrow(
      /organisation/,
    );
  });

  const arbitraryPairs = fc.array(fc.record({ left: arbitraryParty, right: arbitraryParty }), { minLength: 1, maxLength: 30 });
  /** A query costs more than the pairs in it. */
  const runs = { numRuns: 8 };

  test("is the same either way round, however many pairs are weighed at once, and sums what it lists", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPairs, async (pairs) => {
        const there = await compareParties(matcher, pairs);
        const turned = pairs.map(({ left, right }) => ({ left: right, right: left }));
        expect((await compareParties(matcher, turned)).map(levels)).toEqual(there.map(levels));
        for (const { totalMillibits, priorMillibits, columns } of there)
          expect(columns.reduce((total, { millibits }) => total + millibits, priorMillibits)).toBe(totalMillibits);
        expect(await compareParties(matcher, pairs.slice(0, 1))).toEqual(there.slice(0, 1));
      }),
      runs,
    );
  });

  test("one equal document, account, e-mail or phone more never lowers the weight", async () => {
    const more: readonly Partial<ComparedParty>[] = [
      { details: { documents: [{ kind: "passport", number: "Z7710293", country: "TH" }] } },
      { details: { emails: ["shared@example.test"] } },
      { details: { phones: ["+66 2 555 9917"] } },
      { accounts: ["bank:shared:7"] },
    ];
    await fc.assert(
      fc.asyncProperty(arbitraryPairs, fc.constantFrom(...more), async (pairs, { details = {}, accounts = [] }) => {
        const add = (party: ComparedParty): ComparedParty => ({
          ...party,
          accounts: [...party.accounts, ...accounts],
          details: { ...party.details, ...merged(party.details, details) },
        });
        const before = await compareParties(matcher, pairs);
        const after = await compareParties(
          matcher,
          pairs.map(({ left, right }) => ({ left: add(left), right: add(right) })),
        );
        for (const [index, { totalMillibits }] of before.entries())
          expect(after[index]?.totalMillibits).toBeGreaterThanOrEqual(totalMillibits);
      }),
      runs,
    );
  });

  test("a record weighs at least as much with itself as with another, over what both state", async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPairs, async (pairs) => {
        const own = await compareParties(
          matcher,
          pairs.map(({ left }) => ({ left, right: left })),
        );
        for (const [index, other] of (await compareParties(matcher, pairs)).entries()) {
          const stated = new Set(other.columns.filter(({ level }) => level !== null).map(({ column }) => column));
          const ownWeight = own[index]?.columns
            .filter(({ column }) => stated.has(column))
            .reduce((total, { millibits }) => total + millibits, other.priorMillibits);
          expect(ownWeight).toBeGreaterThanOrEqual(other.totalMillibits);
        }
      }),
      runs,
    );
  });
});

describe("evidence", () => {
  test("is said in plain words, column by column, and leaves the judgement to a person", async () => {
    const lines = explainEvidence(
      await compare(person("SOMCHAI JAIDEE", { birthDate: "1988-03-14" }), person("SOMCHAY CHAIDI", { birthDate: "1988-03-14" })),
    );
    expect(lines).toEqual([
      "The weight suggests neither. Total 5.494 bits, table weights-1. Whether they are one is for a person to judge.",
      "Before anything is compared: -9.964 bits.",
      "birth date: the same date (1988-03-14 and 1988-03-14): 10.814 bits, log2(0.9/0.0005).",
      "name: the same name but for regional spelling (JAIDEE SOMCHAI and CHAIDI SOMCHAY): 4.644 bits, log2(0.25/0.01).",
      "Not compared, and without weight: document, account, registration, email, phone, nationality, address.",
    ]);
  });

  test("is kept as text with what both sides state", async () => {
    const kept: unknown = JSON.parse(evidenceDocument(await compare(person("SOMCHAI JAIDEE"), person("SOMSAK JAIDEE"))));
    expect(kept).toMatchObject({ model: "weights-1", suggests: "open", total: "-10.964" });
  });
});

function merged(details: PartyDetails, more: PartyDetails): PartyDetails {
  return {
    ...(more.documents === undefined ? {} : { documents: [...(details.documents ?? []), ...more.documents] }),
    ...(more.emails === undefined ? {} : { emails: [...(details.emails ?? []), ...more.emails] }),
    ...(more.phones === undefined ? {} : { phones: [...(details.phones ?? []), ...more.phones] }),
  };
}
