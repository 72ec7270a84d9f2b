import { join } from "node:path";
import { formatCoveredAssets, parseAccount, unwrap } from "@tributary/domain";
import {
  accountsExisting,
  actors,
  balances,
  balancesByAccounts,
  clusterMembers,
  compoundLinks,
  compoundPoints,
  compounds,
  conversions,
  counts,
  coverage,
  involvementsOfTransfers,
  recordsOfTransfers,
  reportsOfTransfers,
  tags,
  tagsByAccounts,
  transfersAtInstants,
  transfersByNames,
  transfersLeavingAccounts,
  transfersPaidAt,
  transfersReachingAccounts,
  transfersUntil,
} from "@tributary/queries";
import { afterAll, beforeAll, expect, test } from "vitest";
import { account, everyRow, other, stranger, transfer } from "../test/every-row.ts";
import { sampleItem, sampleRun, temporaryFolder, transferItem } from "../test/samples.ts";
import { factTables } from "./fact-tables.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

const folder = temporaryFolder();
const run = sampleRun("all.csv");
let store: Store;
beforeAll(async () => {
  store = await openStore({ directory: join(folder.path, "store"), mode: "write", create: true });
  await store.beginRun(run);
  const items = [
    sampleItem(run, "1", everyRow),
    transferItem(run, "2", { id: "t2", from: "b", to: "c", at: "2024-03-02T00:00:00Z" }),
  ];
  const outcome = await store.append(run, { items, itemsAcknowledged: 2n, isDone: true });
  expect(outcome).toMatchObject({ added: 2n, quarantined: 0n });
  expect(Object.keys(outcome.rowsByTable).length).toBe(factTables.length);
});
afterAll(async () => {
  await store.close();
  folder.remove();
});

test("every kind of row comes back as it went in", async () => {
  expect((await store.query(transfersUntil, { until: null })).map(({ name }) => name)).toEqual(["t1", "t2"]);
  expect(await store.query(balances, {})).toEqual(everyRow.balances);
  expect(await store.query(conversions, {})).toEqual(everyRow.conversions);
  expect(await store.query(coverage, {})).toEqual(
    everyRow.coverage.map((row) => ({ ...row, assets: formatCoveredAssets(row.assets) })),
  );
  expect(await store.query(tags, {})).toEqual(everyRow.tags);
  expect(await store.query(actors, {})).toEqual(everyRow.actors);
  expect(await store.query(compounds, {})).toEqual(everyRow.compounds);
  expect(await store.query(compoundPoints, {})).toEqual(everyRow.compoundPoints);
  expect(await store.query(clusterMembers, {})).toEqual(everyRow.clusterMembers);
  const { target, ...link } = everyRow.compoundLinks[0] ?? { target: null };
  expect(target).toEqual({ cluster: "cl1" });
  expect(await store.query(compoundLinks, {})).toEqual([{ ...link, account: null, clusterId: "cl1" }]);
});

test("the frontier's questions find what leaves, arrives, happens at once or is named, up to a time", async () => {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  expect(names(await store.query(transfersLeavingAccounts, { accounts: [account], until: null }))).toEqual(["t1"]);
  expect(names(await store.query(transfersReachingAccounts, { accounts: [other], until: null }))).toEqual(["t1"]);
  const paidAt = { accounts: [account, other], instants: [transfer.occurredAt, transfer.occurredAt] };
  expect(names(await store.query(transfersPaidAt, paidAt))).toEqual(["t1"]);
  expect(names(await store.query(transfersAtInstants, { instants: [transfer.occurredAt] }))).toEqual(["t1"]);
  expect(names(await store.query(transfersByNames, { names: ["t2", "absent"] }))).toEqual(["t2"]);
  expect(await store.query(transfersLeavingAccounts, { accounts: [], until: null })).toEqual([]);
  expect(await store.query(tagsByAccounts, { accounts: [other] })).toEqual([]);
  expect(await store.query(balancesByAccounts, { accounts: [account] })).toEqual(everyRow.balances);
  expect(await store.query(accountsExisting, { accounts: [stranger, unwrap(parseAccount("bank:no:one"))] })).toEqual([
    { account: stranger },
  ]);
});

test("a hundred thousand accounts are one question", async () => {
  const accounts = Array.from({ length: 100_000 }, (_, index) => unwrap(parseAccount(`bank:many:${index}`)));
  expect((await store.query(transfersLeavingAccounts, { accounts: [...accounts, account], until: null })).length).toBe(1);
});

test("a transfer leads back to the records that state it, and to the report", async () => {
  const [record] = await store.query(recordsOfTransfers, { names: ["t1"] });
  expect(record).toMatchObject({
    name: "t1",
    fileSha256: run.file.sha256,
    locator: "1",
    kind: "transfer-table",
  });
  const second = sampleRun("second.csv");
  await store.beginRun(second);
  await store.append(second, { items: [transferItem(second, "9", { id: "t1" })], itemsAcknowledged: 1n, isDone: true });
  const records = await store.query(recordsOfTransfers, { names: ["t1"] });
  expect(new Set(records.map(({ fileSha256, locator }) => `${fileSha256} ${locator}`))).toEqual(
    new Set([`${run.file.sha256} 1`, `${second.file.sha256} 9`]),
  );
  expect(await store.query(reportsOfTransfers, { ids: [transfer.id] })).toMatchObject([
    { reference: "REF-1", narrative: "Paid at once." },
  ]);
  expect(await store.query(involvementsOfTransfers, { ids: [transfer.id] })).toMatchObject([{ role: "from", name: "Somchai" }]);
});

test("many questions at once, and a stream beside them, disturb nobody", async () => {
  const stream = store.stream(transfersUntil, { until: null });
  const seen = [];
  for await (const part of stream) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => store.query(counts, {})));
    expect(new Set(answers.map((answer) => JSON.stringify(answer, (_, value) => String(value)))).size).toBe(1);
    seen.push(...part);
  }
  expect(seen.length).toBe(2);
});
