import { fileURLToPath } from "node:url";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import type { LedgerRows } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { findProfile, type GoamlProfile } from "./goaml-profile.ts";
import { readGoaml } from "./read-goaml.ts";

async function read(xml: string, profile: GoamlProfile): Promise<readonly LedgerRows[]> {
  const context = { file: "f.xml", fileSha256: digestText(xml), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const rows: LedgerRows[] = [];
  for await (const item of readGoaml({ bytes, submission, profile })) if ("rows" in item) rows.push(item.rows);
  return rows;
}

const activity = (subject: string, date = "report_date"): string =>
  `<report><entity_reference>R</entity_reference><${date}>2025-01-01T00:00:00</${date}><activity><report_parties><report_party>${subject}</report_party></report_parties></activity></report>`;

const partiesOf = (rows: readonly LedgerRows[]) =>
  rows.flatMap(({ parties = [] }) => parties).map(({ kind, name, details }) => ({ kind, name, details }));
const rolesOf = (rows: readonly LedgerRows[]) => rows.flatMap(({ involvements = [] }) => involvements).map(({ role }) => role);

describe("an old spelling says what the new one says", () => {
  const base = findProfile("goaml-base");
  const officer = "<person><last_name>Sample</last_name></person>";
  const signatory = "<t_person><last_name>Sample</last_name></t_person>";
  const number = "<type>P</type><number>N1</number>";

  test.each([
    [
      "e-mail",
      "<person><last_name>A</last_name><email>a@b.example</email></person>",
      "<person><last_name>A</last_name><emails><email>a@b.example</email></emails></person>",
    ],
    [
      "identification",
      `<person><last_name>A</last_name><identification>${number}</identification></person>`,
      `<person><last_name>A</last_name><identifications><identification>${number}</identification></identifications></person>`,
    ],
    [
      "director",
      "<entity><name>E</name><director_id><last_name>Sample</last_name></director_id></entity>",
      `<entity><name>E</name><related_persons><entity_related_person>${officer}</entity_related_person></related_persons></entity>`,
    ],
    [
      "signatory",
      `<account><institution_name>B</institution_name><account>1</account><signatory>${signatory}</signatory></account>`,
      `<account><institution_name>B</institution_name><account>1</account><related_persons><account_related_person>${signatory}</account_related_person></related_persons></account>`,
    ],
  ])("%s", async (_name, old, fresh) => {
    const [before, after] = [await read(activity(old), base), await read(activity(fresh), base)];
    expect(partiesOf(after)).toEqual(partiesOf(before));
    expect(partiesOf(before).length).toBeGreaterThan(0);
    expect(rolesOf(after)).toEqual(rolesOf(before));
  });

  test("date of the report", async () => {
    const dates = ["report_date", "submission_date"].map(async (date) => {
      const rows = await read(activity("<person><last_name>A</last_name></person>", date), base);
      return rows.flatMap(({ reportVersions = [] }) => reportVersions).map(({ statedDate }) => statedDate);
    });
    expect(await Promise.all(dates)).toEqual([["2025-01-01T00:00:00"], ["2025-01-01T00:00:00"]]);
  });

  test("type of an account: a wallet's number is read as a chain's address", async () => {
    const profile = findProfile("goaml-ae");
    const wallet = (type: string) =>
      `<account><institution_name>B</institution_name><account>TBvUBe1cSoWquVT9ojGdYHnHXbdpynfRLr</account><${type}>CRYWT</${type}></account>`;
    for (const type of ["account_type", "personal_account_type"]) {
      const rows = await read(activity(wallet(type)), profile);
      expect(rows.flatMap(({ involvements = [] }) => involvements).map(({ account }) => account?.startsWith("tron:"))).toEqual([
        true,
      ]);
    }
  });
});

test("a field that means something else in a country is read as what it means, or not at all", async () => {
  const own = findProfile(fileURLToPath(new URL("../../../fixtures/bank/goaml/profile-np-example.json", import.meta.url)));
  const person =
    "<person><last_name>A</last_name><ssn>12-34</ssn><addresses><address><address>Road 1</address><city>Town</city><zip>7</zip></address></addresses></person>";
  const [party] = partiesOf(await read(activity(person), own));
  expect(party?.details).toMatchObject({
    documents: [{ kind: "citizenship-number", number: "12-34" }],
    addresses: ["Road 1, Town"],
  });
});
