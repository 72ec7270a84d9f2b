import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestBankTables } from "@tributary/pipeline-bank-table";
import { runs } from "@tributary/queries";
import { openStore } from "@tributary/store";
import { expect, test } from "vitest";

const fixtures = join(import.meta.dirname, "../../fixtures/bank/table");

test("a person whom a mapping file names is not named by the run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tributary-map-"));
  const mapPath = join(folder, "map.yaml");
  const column = "{ column: Other name }";
  const map = readFileSync(join(fixtures, "statement.yaml"), "utf8");
  writeFileSync(mapPath, map.replace(column, '{ column: Other name, lookup: { "A. Example": "Kanarienvogelina" } }'));
  const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  await ingestBankTables({ store, paths: [join(fixtures, "statement.csv")], mapPath, submitter: "bank-01" });
  const told = await store.query(runs, {});
  expect(told.length).toBe(1);
  expect(JSON.stringify(told.map(({ options }) => options))).not.toContain("Kanarienvogelina");
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});
