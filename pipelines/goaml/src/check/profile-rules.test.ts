import { fileURLToPath } from "node:url";
import { readXmlRecords } from "@tributary/bank-kit";
import { expect, test } from "vitest";
import { goamlLimits } from "../goaml-limits.ts";
import { findProfile, type GoamlProfile } from "../goaml-profile.ts";
import { loadStructure } from "../structure/load-structure.ts";
import { DocumentCheck } from "./document-check.ts";

const own = findProfile(fileURLToPath(new URL("../../../../fixtures/bank/goaml/profile-np-example.json", import.meta.url)));

async function check(xml: string, profile: GoamlProfile = own): Promise<readonly string[]> {
  const document = new DocumentCheck({ file: "f.xml", profile, structure: loadStructure(profile.structure), kind: null });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const told: string[] = [];
  for await (const record of readXmlRecords({
    bytes,
    origin: "f.xml",
    limits: goamlLimits,
    positioned: new Set(["transaction"]),
  })) {
    for (const { finding, severity } of document.take(record))
      told.push(`${severity} ${finding.rule?.split("/")[1]} ${finding.where.path}`);
  }
  return told;
}

const report = (content: string, reason = "<reason>why</reason>") => `<report>${reason}${content}</report>`;
const person = (fields: string) =>
  `<transaction><transactionnumber>1</transactionnumber><t_from_my_client><from_person>${fields}</from_person></t_from_my_client></transaction>`;

test("a field that the profile asks for is missing, unknown or stated", async () => {
  const path = "/report/transaction[1]/t_from_my_client/from_person/ssn";
  expect(await check(report(person("<last_name>A</last_name>")))).toEqual([`warning mandatory ${path}`]);
  expect(await check(report(person("<last_name>A</last_name><ssn>N/A</ssn>")))).toEqual([`warning unknown-value ${path}`]);
  expect(await check(report(person("<last_name>A</last_name><ssn>12-34</ssn>")))).toEqual([]);
});

test("an identifier has its country's form, where the form applies", async () => {
  const withType = (type: string) =>
    person(`<last_name>A</last_name><ssn>1</ssn><identification><type>${type}</type><number>AB</number></identification>`);
  expect(await check(report(withType("C")))).toEqual([
    "warning id-form /report/transaction[1]/t_from_my_client/from_person/identification/number",
  ]);
  expect(await check(report(withType("P")))).toEqual([]);
});

test("an element that the FIU's software does not read yet is told", async () => {
  const told = await check(report(person("<last_name>A</last_name><ssn>1</ssn><emails><email>a@b.example</email></emails>")));
  expect(told).toEqual(["warning software-version /report/transaction[1]/t_from_my_client/from_person/emails"]);
});

test("no client on either side weighs what the profile says, and nothing where it says off", async () => {
  const bare =
    "<transaction><transactionnumber>1</transactionnumber><transaction_is_suspicious>perhaps</transaction_is_suspicious><t_from/><t_to/></transaction>";
  expect(await check(report(bare))).toEqual(["error client-side /report/transaction[1]"]);
});
