import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import { ingestFincen, readFincen } from "@tributary/pipeline-fincen";
import type { IngestItem } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";
import { openStore } from "@tributary/store";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const samples = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank/fincen");
const isAbsent = !existsSync(samples);
const absent = isAbsent ? ` (SKIPPED: ${samples} is absent)` : "";

async function itemsOf(name: string): Promise<readonly IngestItem[]> {
  const bytes = readFileSync(join(samples, name));
  const context = { file: name, fileSha256: digestBytes(bytes), submitter: "re-01", format: "fincen", profile: "fincen-batch" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "US" });
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield bytes;
  }
  const items: IngestItem[] = [];
  for await (const item of readFincen({ bytes: pieces(), submission })) items.push(item);
  return items;
}

const rowsOf = async (name: string) => (await itemsOf(name)).flatMap((item) => ("rows" in item ? [item.rows] : []));

describe.skipIf(isAbsent)(`samples of FinCEN's forms${absent}`, () => {
  test("the SAR: who is in it and as what, its dates and loss, and no transfer", async () => {
    const [rows] = await rowsOf("sar_batch.xml");
    expect(rows?.parties?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "entity Transmitter legal name",
      "person Transmitter contact legal name",
      "entity Filer name",
      "entity Designated contact office",
      "entity Union Bank of California",
      "entity null",
      "person Janice Mann",
    ]);
    expect(rows?.parties?.at(-1)?.details).toEqual({
      otherNames: ["Janda", "Jan"],
      birthDate: "1980-10-25",
      documents: [{ kind: "Student ID", number: "660623559", country: "US" }],
      phones: ["6194760276", "6589784589"],
      emails: ["jan@gmail.com"],
      occupation: "Mechanic",
      gender: "female",
    });
    expect(rows?.activities?.map(({ kind, from, amount }) => [kind, from, amount])).toEqual([
      ["loss", null, "15000"],
      ["suspicious-total", "1980-10-25", null],
    ]);
    expect(rows?.reportVersions).toMatchObject([{ reference: "bsa:00000000000001", number: 2n, reportCode: "SARX" }]);
    expect(rows?.transfers).toBeUndefined();
  });

  test("the CTR: sums of a day as written, cash by person, accounts of the filer", async () => {
    const [rows] = await rowsOf("ctr_batch.xml");
    expect(rows?.activities?.map(({ kind, from, amount }) => [kind, from, amount])).toEqual([
      ["cash-in-total", "2017-01-15", "47000"],
      ["cash-detail:55", "2017-01-15", "15000"],
      ["cash-detail:46", "2017-01-15", "15000"],
      ["cash-detail:23", "2017-01-15", "17000"],
    ]);
    expect(rows?.involvements?.filter(({ amount }) => amount !== null).map(({ role, amount }) => [role, amount])).toEqual([
      ["cash-in", "15000"],
      ["cash-in", "20000"],
    ]);
    expect(rows?.accounts?.map(({ account }) => account)).toEqual(
      ["1115478569", "3365998541", "4857985691"].map((number) => `bank:US-TIN-554785215:${number}`),
    );
    expect(rows?.transfers).toBeUndefined();
  });

  test("every text of a sample stands in its record", async () => {
    for (const name of ["sar_batch.xml", "ctr_batch.xml"]) {
      const contents = (await rowsOf(name)).flatMap(({ reportRecords = [] }) => reportRecords.map(({ content }) => content));
      const values = new Set(contents.flatMap((content): [string, string][] => JSON.parse(content)).map(([, value]) => value));
      const texts = [...readFileSync(join(samples, name), "utf8").matchAll(/<(\w+)>([^<>]+)<\/\1>/g)];
      expect(texts.length).toBeGreaterThan(60);
      for (const [, element, text = ""] of texts)
        expect(values.has(text.replace("&#xA;", "\n")), `${name} ${element}`).toBe(true);
    }
  });

  test.each(["sar_acknowledgement.xml", "ctr_acknowledgement.xml"])("%s is told to be an acknowledgement", async (name) => {
    const items = await itemsOf(name);
    expect(items.flatMap((item) => ("findings" in item ? item.findings : []))).toMatchObject([
      { code: "FILE_UNREADABLE", found: "an acknowledgement of FinCEN, status A" },
    ]);
    expect(items).toHaveLength(1);
  });

  test("the same batch again changes nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-fincen-"));
    const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
    try {
      const paths = ["sar_batch.xml", "ctr_batch.xml"].map((name) => join(samples, name));
      const first = await ingestFincen({ store, paths, submitter: "re-01" });
      const again = await ingestFincen({ store, paths, submitter: "re-01" });
      for (const report of [...first, ...again])
        expect(report).toMatchObject({ outcome: "complete", isComplete: true, rejected: 0n });
      expect(first.every(({ added }) => added > 0n)).toBe(true);
      for (const { rowsByTable } of again) expect(rowsByTable).toEqual({});
      expect(await store.query(transfersUntil, { until: null })).toEqual([]);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
