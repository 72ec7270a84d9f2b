import { expect, test } from "vitest";
import { loadStructure, parseStructure, structureNames } from "./load-structure.ts";
import { type ContentType, elementsOf } from "./structure.ts";

const contentOf = (edition: string, name: string): ContentType => {
  const type = loadStructure(edition).typeOf(name);
  if (type.kind !== "content") throw new Error(`${name} has no content`);
  return type;
};
const namesOf = (edition: string, type: string): readonly string[] =>
  elementsOf(contentOf(edition, type)).map(({ name }) => name);

test("every edition loads; the base knows every element that any of them knows", () => {
  for (const edition of structureNames) {
    const structure = loadStructure(edition);
    for (const name of ["report", "transaction", "t_account_my_client", "t_person_my_client", "t_entity", "report_indicators"]) {
      const missing = namesOf(edition, name).filter((element) => !namesOf("base", name).includes(element));
      expect({ edition, name, missing }).toEqual({ edition, name, missing: [] });
    }
    expect(structure.roots.report).toEqual([{ element: "report", is: "report" }]);
  }
});

test("a transaction keeps its order, its choices and what an edition has switched off", () => {
  expect(namesOf("lk-1.1.4", "transaction").slice(0, 6)).toEqual([
    "transactionnumber",
    "internal_ref_number",
    "transaction_location",
    "transaction_description",
    "date_transaction",
    "teller",
  ]);
  const teller = elementsOf(contentOf("lk-1.1.4", "transaction")).find(({ name }) => name === "teller");
  expect(teller?.max).toBe(0);
  const comment = elementsOf(contentOf("ae-5.0.2", "transaction")).find(({ name }) => name === "transmode_comment");
  expect([comment?.min, loadStructure("ae-5.0.2").typeOf(comment?.is ?? "")]).toMatchObject([
    1,
    { rule: { minLength: 1, maxLength: 1 } },
  ]);
});

test.each([
  ["latin-words", "Perera Silva", "Perera  Silva"],
  ["national-id-lk", "852345678V", "85234567V"],
  ["institution", "SYNTLKLX", "SYNT"],
  ["entity-name", "Two (2)", "2(2)"],
  ["address-line", "12, Main Street", "12, Main"],
  ["town", "", "K4"],
  ["registration-number", "PV/12`", "pv12"],
])("pattern %s takes %j and not %j", (name, right, wrong) => {
  const { contentNames, typeOf } = loadStructure("lk-2.0");
  const types = contentNames.flatMap((type) => elementsOf(typeOf(type) as ContentType)).map(({ is }) => typeOf(is));
  const pattern = types.flatMap((type) =>
    type.kind === "value" && type.rule.pattern?.name === name ? [type.rule.pattern] : [],
  )[0];
  expect([pattern?.matches(right), pattern?.matches(wrong)]).toEqual([true, false]);
});

test("a type that is named and not there is refused with its place", () => {
  const roots = { report: [{ element: "report", is: "missing" }] };
  const file = { edition: "e", schemaVersion: "1", codes: null, roots, values: {}, patterns: {}, types: {} };
  expect(() => parseStructure(file, "e.json", () => null)).toThrowError(/VALUE_UNREADABLE.*"missing"/);
  expect(() => parseStructure({ ...file, more: 1 }, "e.json", () => null)).toThrowError(/FIELD_UNKNOWN/);
});
