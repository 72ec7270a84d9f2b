import { SubmissionScope } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import { expect, test } from "vitest";
import { findProfile } from "../goaml-profile.ts";
import { readGoaml } from "../read-goaml.ts";
import { loadStructure } from "../structure/load-structure.ts";

const profile = findProfile("goaml-ae");

async function findingCount(xml: string): Promise<number> {
  const context = { file: "f.xml", fileSha256: digestText(xml), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "AE" });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  let count = 0;
  for await (const item of readGoaml({ bytes, submission, profile, structure: loadStructure(profile.structure) })) {
    count += "rows" in item ? (item.warnings?.length ?? 0) : item.findings.length;
  }
  return count;
}

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");
const names = ["comments", "item_make", "item_type", "description", "size", "address"];

test.each([
  [
    "a payment with 19,000 unknown elements",
    `<report><transaction>${times(19_000, (index) => `<x${index}/>`)}</transaction></report>`,
    19_000,
  ],
  [
    "19,000 children in disorder",
    `<report><transaction><goods_services><item>${times(18_990, (index) => `<${names[(index * 7) % 6]}/>`)}</item></goods_services></transaction></report>`,
    10_000,
  ],
  [
    "as many wrong codes, each another one",
    `<report>${times(3_000, (index) => `<transaction><transmode_code>${"Q".repeat(40)}${index}</transmode_code></transaction>`)}</report>`,
    3_000,
  ],
  ["a text of 900,000 characters", `<report><reason>${"😀a".repeat(300_000)}</reason><transaction/></report>`, 2],
  ["payments that alternate with something else", `<report>${times(4_000, () => "<transaction/><x/>")}</report>`, 4_000],
])("%s takes no long time, and all of it is told", async (_name, xml, countMin) => {
  const start = performance.now();
  expect(await findingCount(xml)).toBeGreaterThanOrEqual(countMin);
  expect(performance.now() - start).toBeLessThan(20_000);
});
