import { readXmlRecords } from "@tributary/bank-kit";
import { describe, expect, test } from "vitest";
import { goamlLimits } from "../goaml-limits.ts";
import { findProfile } from "../goaml-profile.ts";
import { loadStructure } from "../structure/load-structure.ts";
import { DocumentCheck } from "./document-check.ts";

async function check(xml: string, id = "goaml-lk-1.1.4"): Promise<readonly string[]> {
  const profile = findProfile(id);
  const document = new DocumentCheck({ file: "f.xml", profile, structure: loadStructure(profile.structure), kind: null });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const isContainer = (names: readonly string[]): boolean => names.length === 2 && names[1] === "transactions";
  const source = { bytes, origin: "f.xml", limits: goamlLimits, positioned: new Set(["transaction"]), isContainer };
  const told: string[] = [];
  for await (const record of readXmlRecords(source)) {
    for (const { finding } of document.take(record)) {
      const { path = "", line, column } = finding.where;
      if (!path.includes("transaction[")) told.push(`${finding.rule?.split("/")[1]} ${path} ${line}:${column}`);
    }
  }
  return told;
}

const head = `<rentity_id>1</rentity_id><submission_code>E</submission_code><report_code>STR</report_code><entity_reference>R</entity_reference>
<submission_date>2025-01-01T00:00:00</submission_date><currency_code_local>LKR</currency_code_local>`;
const tail = "<report_indicators><indicator>-</indicator></report_indicators>";

describe("the order and presence of records", () => {
  test("is told at the end: a header behind the payments, no indicators", async () => {
    expect(await check(`<report>${head}\n<transaction/>\n<transaction/><reason>late</reason></report>`)).toEqual([
      "missing /report/report_indicators 1:1",
      "order /report/reason 4:15",
    ]);
  });

  test("counts what may stand once", async () => {
    const told = await check(`<report>${head}${head}<transaction/>${tail.replace("-", "NONE")}</report>`);
    expect(told.filter((text) => text.startsWith("too-many"))).toHaveLength(6);
    expect(told[0]).toMatch(/^code \/report\/report_indicators\/indicator/);
  });

  test("does not mind a payment of its own in any number", async () => {
    expect((await check(`<report>${head}${"<transaction/>".repeat(500)}</report>`)).map((text) => text.split(" ")[0])).toEqual([
      "missing",
    ]);
  });
});

test("a namespace, attributes and text where elements belong are told", async () => {
  const told = await check(
    `<report xmlns="http://www.unodc.org/goaml" id="1" xmlns:x="y">${head}<transaction/>${tail.replace("><", ">text<")}</report>`,
  );
  expect(told.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual([
    "namespace /report/@xmlns",
    "attribute /report/@id",
    "shape /report/report_indicators",
  ]);
});

describe("transactions alone", () => {
  test.each([
    ["goaml-gh", "<reportdata><transactions><transaction/><transaction/></transactions></reportdata>"],
    ["goaml-ae", "<report><transactions><transaction/></transactions></report>"],
    ["goaml-ae", "<report><transaction/><transaction/></report>"],
    ["goaml-base", "<report><transaction/></report>"],
  ])("need no header in %s: %s", async (id, xml) => {
    expect(await check(xml, id)).toEqual([]);
  });

  test("are an unknown root where an edition has none", async () => {
    expect(await check("<report><transaction/></report>")).toContain("missing /report/rentity_id 1:1");
  });
});
