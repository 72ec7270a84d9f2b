import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadStructure, structureNames } from "../structure/load-structure.ts";
import { type ContentType, elementsOf } from "../structure/structure.ts";
import { contentFaults } from "./content-check.ts";
import { contentMatches } from "./content-match.ts";

function contentOf(edition: string, name: string): ContentType {
  const type = loadStructure(edition).typeOf(name);
  if (type.kind !== "content") throw new Error(`${name} has no content`);
  return type;
}

const faultsOf = (names: string, type: ContentType) =>
  contentFaults(names === "" ? [] : names.split(" ").map((name) => ({ name, count: 1 })), type);

describe("the children of an element", () => {
  const address = contentOf("lk-1.1.4", "t_address");
  const transaction = contentOf("lk-1.1.4", "transaction");
  const right = "address_type address city country_code";

  test("that stand right have no fault", () => {
    expect(faultsOf(right, address)).toEqual([]);
  });

  test.each([
    ["address_type address country_code", [{ kind: "missing", names: ["city"] }]],
    ["address_type address city city country_code", [{ kind: "too-many", index: 3, max: 1 }]],
    ["address_type city address country_code", [{ kind: "misplaced", index: 2, relation: "before", other: "city" }]],
    ["country_code address_type address city", [{ kind: "misplaced", index: 0, relation: "after", other: "city" }]],
    ["address_type street address city country_code", [{ kind: "unknown", index: 1 }]],
  ])("%s: %j", (names, faults) => {
    expect(faultsOf(names, address)).toEqual(faults);
  });

  test("have all their faults told, whatever stands before", () => {
    const kinds = faultsOf("city nonsense address_type city comments comments", address).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["misplaced", "missing", "missing", "too-many", "too-many", "unknown"]);
  });

  test("that an edition has switched off are told as that", () => {
    const faults = faultsOf("transactionnumber teller", transaction).filter(({ kind }) => kind !== "missing");
    expect(faults).toEqual([{ kind: "switched-off", index: 1 }]);
  });

  test("that are alternatives leave the fuller one standing", () => {
    const faults = faultsOf("involved_parties t_from t_to", transaction).filter(({ kind }) => kind !== "missing");
    expect(faults).toEqual([{ kind: "excluded", index: 0, chosen: "t_from" }]);
    expect(faultsOf("t_from", transaction).at(-1)).toEqual({ kind: "missing", names: ["t_to_my_client", "t_to"] });
  });

  test("of a report may be an activity alone", () => {
    const report = contentOf("ae-5.0.2", "report");
    expect(faultsOf("activity", report).some((fault) => fault.kind === "missing" && fault.names.includes("transaction"))).toBe(
      false,
    );
  });
});

test("the quick answer and the faults agree, in every type of every edition, for whatever children", () => {
  const types = structureNames.flatMap((edition) => loadStructure(edition).contentNames.map((name) => contentOf(edition, name)));
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.infiniteStream(fc.nat(0xffff)), (type, stream) => {
      const pick = (count: number): number => (stream.next().value ?? 0) % count;
      const names = elementsOf(type).map(({ name }) => name);
      const kept = names.filter(() => pick(3) > 0);
      if (pick(3) === 0) kept.splice(pick(kept.length + 1), 0, names[pick(names.length)] ?? "x");
      const children = kept.map((name) => ({ name, count: 1 }));
      expect(contentMatches(children, type)).toBe(contentFaults(children, type).length === 0);
    }),
    { numRuns: 3_000 },
  );
});
