import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ComparedParty } from "./compared-party.ts";
import { blockingRules, identifiersOf } from "./identifiers-of.ts";

const party: ComparedParty = {
  kind: "person",
  name: "SOMCHAI JAIDEE",
  accounts: ["bank:TH-014:5550001", "bank:no-account:9"],
  details: {
    birthDate: "1988-03-14",
    documents: [
      { kind: "passport", number: "AA 555-1234", country: "TH" },
      { kind: "passport", number: "unknown", country: "TH" },
    ],
    phones: ["+66 81 555 0142"],
    emails: ["A@example.test"],
    taxNumber: "Hari Bahadur",
  },
};

describe("identifiers", () => {
  test("are what a party is looked for by, each by its rule", () => {
    const made = identifiersOf(party, "p1");
    const of = (kind: string) => made.filter((identifier) => identifier.kind === kind).map(({ value }) => value);
    expect(of("document")).toEqual(["AA5551234"]);
    expect(of("account")).toEqual(["bank:TH-014:5550001"]);
    expect(of("phone")).toEqual(["15550142"]);
    expect(of("email")).toEqual(["a@example.test"]);
    expect(of("registration")).toEqual([]);
    expect(of("birth-word")).toEqual(["1988-03-14 SOMCAI", "1988-03-14 CAIDI"].sort());
    expect(of("name-key")).toContain("sound:CAIDI SOMCAI");
    expect(of("record")).toHaveLength(1);
  });

  test("records that state the same share their record, in whatever order they state it", () => {
    const turned = { ...party, details: { ...party.details, documents: [...(party.details.documents ?? [])].reverse() } };
    const record = (stated: ComparedParty, id: string) => identifiersOf(stated, id)[0]?.value;
    expect(record(turned, "p2")).toBe(record(party, "p1"));
    expect(record({ ...party, kind: "entity" }, "p2")).not.toBe(record(party, "p1"));
    const silent: ComparedParty = { kind: "person", name: null, accounts: [], details: {} };
    expect(record(silent, "p1")).not.toBe(record(silent, "p2"));
  });

  test("of hostile text are few, short and of known rules", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const hostile = fc.record({
      kind: fc.constantFrom("person" as const, "entity" as const),
      name: text,
      accounts: fc.array(text, { maxLength: 5 }),
      details: fc.record({
        birthDate: text,
        otherNames: fc.array(text, { maxLength: 40 }),
        phones: fc.array(text, { maxLength: 50 }),
        emails: fc.array(text, { maxLength: 50 }),
        documents: fc.array(fc.record({ kind: text, number: text, country: text }), { maxLength: 50 }),
        addresses: fc.array(text, { maxLength: 50 }),
      }),
    });
    fc.assert(
      fc.property(hostile, (stated) => {
        const made = identifiersOf(stated, "p1");
        expect(made.length).toBeLessThanOrEqual(300);
        expect(made.every(({ kind }) => kind === "record" || blockingRules.includes(kind))).toBe(true);
        expect(new Set(made.map(({ kind, value }) => `${kind} ${value}`)).size).toBe(made.length);
      }),
    );
  });
});
