import { SubmissionScope } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { expect, test } from "vitest";
import { findProfile } from "./goaml-profile.ts";
import { readGoaml } from "./read-goaml.ts";
import type { ReportDefaults } from "./report-header.ts";

const profile = findProfile("goaml-lk-2.0");

async function read(xml: string, defaults?: ReportDefaults): Promise<readonly IngestItem[]> {
  const context = { file: "f.xml", fileSha256: digestText(xml), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "LK" });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const items: IngestItem[] = [];
  for await (const item of readGoaml({ bytes, submission, profile, defaults })) items.push(item);
  return items;
}

const rowsOf = (items: readonly IngestItem[]) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const warningsOf = (items: readonly IngestItem[]) => items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const findingsOf = (items: readonly IngestItem[]) => items.flatMap((item) => ("findings" in item ? item.findings : []));

const side = (name: string, number: string): string =>
  `<${name}_funds_code>ELEC</${name}_funds_code><${name}_account><institution_name>B</institution_name><swift>7010</swift><account>${number}</account></${name}_account>`;
const transaction = (number: string, amount: string): string =>
  `<transaction><transactionnumber>${number}</transactionnumber><date_transaction>2025-03-10T08:15:00</date_transaction><amount_local>${amount}</amount_local>
<t_from_my_client>${side("from", "111")}</t_from_my_client><t_to>${side("to", "222")}</t_to></transaction>`;

test.each([
  ["reportdata/transactions", "/reportdata/transactions/transaction[2]"],
  ["report/transactions", "/report/transactions/transaction[2]"],
  ["report", "/report/transaction[2]"],
])("in %s are payments of a report that the caller names", async (names, path) => {
  const [outer = "", inner] = names.split("/");
  const [open, close] = inner === undefined ? ["", ""] : [`<${inner}>`, `</${inner}>`];
  const xml = `<${outer}>${open}${transaction("T-1", "1500.50")}${transaction("T-2", "1,0")}${close}</${outer}>`;
  const items = await read(xml, { reference: "R-9", localCurrency: "LKR" });
  expect(rowsOf(items).flatMap((rows) => rows.transfers ?? [])).toMatchObject([{ asset: "iso4217:LKR", atoms: 150_050n }]);
  expect(findingsOf(items)).toMatchObject([
    { code: "AMOUNT_NOT_DECIMAL", where: { path: `${path}/amount_local`, record: "T-2" } },
  ]);
  expect(rowsOf(items).flatMap((rows) => rows.reportVersions ?? [])).toMatchObject([{ reference: "R-9" }]);
  expect(warningsOf(items)).toEqual([]);
});

test("get the profile's currency and the file's digest where nobody says more", async () => {
  const items = await read(`<reportdata><transactions>${transaction("T-1", "1.00")}</transactions></reportdata>`);
  expect(warningsOf(items).map(({ where }) => where.path)).toEqual([
    "/reportdata/entity_reference",
    "/reportdata/currency_code_local",
  ]);
  expect(rowsOf(items).flatMap((rows) => rows.transfers ?? [])).toHaveLength(1);
});
