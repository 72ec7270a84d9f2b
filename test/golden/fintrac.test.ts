import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { formatUnits } from "@tributary/domain";
import { ingestFintrac } from "@tributary/pipeline-fintrac";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { railLinks, transfersUntil } from "@tributary/queries";
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

const hash = "1986c8976a766b4af4c9ac708671fc70a94f513b7e4412106e0301a227d54904";
const chainTable = `transfer_id,occurred_at,from,to,asset,atoms,sequence,precision,basis,reference
c1,2025-03-11T21:41:00Z,bank:EXCHANGE:1,tron:0x2b6653dc:TCm5adAyieZjvavmrR1Y7R7URD11CheYYE,iso4217:USD,1,0,instant,block,${hash}
c2,2025-03-11T21:41:00Z,bank:EXCHANGE:1,bank:EXCHANGE:2,iso4217:USD,1,1,instant,block,0x${hash.toUpperCase()}
c3,2025-03-11T21:41:00Z,bank:EXCHANGE:1,bank:EXCHANGE:2,iso4217:USD,1,2,instant,block,${hash.replace("1", "2")}
c4,2025-03-11T21:41:00Z,bank:EXCHANGE:1,bank:EXCHANGE:2,iso4217:USD,1,3,instant,block,
`;

test("a hash that the ledger knows links the report to its transfers, whichever came first", async () => {
  await ingestFintrac({ store, paths: [report], submitter: "re-01" });
  expect(await store.query(railLinks, {})).toEqual([]);
  const table = join(folder, "chain.csv");
  writeFileSync(table, chainTable);
  expect(await ingestTransfers({ store, paths: [table] })).toMatchObject([{ outcome: "complete", added: 4n }]);
  const links = await store.query(railLinks, {});
  expect(links.map(({ link, transferId, transactionHash }) => [link, transferId, transactionHash])).toEqual([
    ["documented", "c1", hash],
    ["documented", "c2", hash],
  ]);
});
