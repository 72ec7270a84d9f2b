import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { formatUnits } from "@tributary/domain";
import { ingestFintrac } from "@tributary/pipeline-fintrac";
import { transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, expect, test } from "vitest";

// No sample of FINTRAC's is at hand: the report is made up after its published schema.
const report = join(resolve(import.meta.dirname, "../.."), "fixtures/bank/fintrac/str.json");

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-fintrac-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a report gives one transfer to the atom, and the same file again changes nothing", async () => {
  const [first] = await ingestFintrac({ store, paths: [report], submitter: "re-01" });
  expect(first).toMatchObject({ outcome: "complete", rejected: 0n, conflicts: 0n, warnings: 0n });
  const [again] = await ingestFintrac({ store, paths: [report], submitter: "re-01" });
  expect(again?.rowsByTable).toEqual({});
  const transfers = await store.query(transfersUntil, { until: null });
  expect(transfers.map(({ from, to, asset, atoms }) => [from, to, asset, formatUnits(atoms, 2)])).toEqual([
    ["bank:CA-901-00012:0001234", "bank:CA-902-00034:7654321", "iso4217:CAD", "1500.50"],
  ]);
});
