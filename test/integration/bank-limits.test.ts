import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import { fincenLimits, readFincen } from "@tributary/pipeline-fincen";
import { describe, expect, test } from "vitest";
import { bankTableLimits } from "../../pipelines/bank-table/src/bank-table-limits.ts";
import { readMadeTable } from "../../pipelines/bank-table/src/made-table.ts";
import { readBankTableMap } from "../../pipelines/bank-table/src/read-bank-table-map.ts";
import { projectRoot } from "../contract/source-files.ts";

const fixtures = join(projectRoot, "fixtures/bank");
const map = readFileSync(join(fixtures, "table/statement.yaml"), "utf8");
const table = readFileSync(join(fixtures, "table/statement.csv"), "utf8");

describe("a limit that is reached is named", () => {
  test("activitiesMax of a FinCEN batch", async () => {
    const bytes = readFileSync(join(fixtures, "fincen/sar-batch.xml"));
    const context = {
      file: "batch.xml",
      fileSha256: digestBytes(bytes),
      submitter: "re-01",
      format: "fincen",
      profile: "fincen",
    };
    const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "US" });
    const told: string[] = [];
    async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
      yield bytes;
    }
    for await (const item of readFincen({ bytes: pieces(), submission, limits: { ...fincenLimits, activitiesMax: 1 } }))
      if ("findings" in item) told.push(...item.findings.map(({ expected }) => expected));
    expect(told).toEqual([expect.stringContaining("activitiesMax")]);
  });

  test.each([
    ["cellLengthMax", 20],
    ["referenceCharactersMax", 0],
  ])("%s of a table", async (name, limit) => {
    const { items } = await readMadeTable(table, map, { [name]: limit });
    const told = items.flatMap((item) => ("findings" in item ? item.findings : []));
    expect(told.length).toBeGreaterThan(0);
    for (const { expected } of told) expect(expected).toContain(name);
  });

  test.each([
    ["mapBytesMax", 10, map],
    ["mapKeysMax", 3, map],
    ["mapAliasesMax", 0, map.replace("country: TH", "country: &a TH\nfirst: *a")],
  ])("%s of a map", (name, limit, text) => {
    const read = readBankTableMap(text, { file: "map.yaml", limits: { ...bankTableLimits, [name]: limit } });
    const told = "findings" in read ? read.findings.map(({ code, expected }) => `${code} ${expected}`) : [];
    expect(told.some((said) => said.includes(`at most ${limit}`))).toBe(true);
  });
});
