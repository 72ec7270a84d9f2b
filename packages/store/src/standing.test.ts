import { join } from "node:path";
import { type Digest, digestText } from "@tributary/domain";
import { accountsExisting, recordsOfTransfers, reportStatuses, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleItem, sampleRun, sampleTransfer, temporaryFolder } from "../test/samples.ts";
import type { IngestItem, IngestRun, LedgerRows, ReportVersion } from "./index.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

const reportId = digestText("report");
let folder = temporaryFolder();
let store: Store;

beforeEach(async () => {
  folder = temporaryFolder();
  store = await openStore({ directory: join(folder.path, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

const versionIdOf = (number: bigint): Digest => digestText(`version ${number}`);

function versionOf(number: bigint): ReportVersion {
  const said = { reportCode: null, schemaVersion: null, statedDate: null, narrative: null, action: null };
  const sent = { submitter: "bank-1", format: "goaml", profile: "goaml-base", reference: "R-1" };
  return { id: versionIdOf(number), reportId, number, ...sent, ...said };
}

/** Rows of a version: its heading, and a payment and transfer for each id, in the order given. */
function rowsOf(number: bigint, ids: readonly string[]): LedgerRows {
  const versionId = versionIdOf(number);
  const transfers = ids.map((id, index) => sampleTransfer({ id, source: "bank-record", sequence: BigInt(index), from: id }));
  return {
    reportVersions: [versionOf(number)],
    transfers,
    payments: transfers.map(({ source, id, sequence }) => ({
      id: digestText(`${number} ${id}`),
      versionId,
      recordId: digestText(`record ${number}`),
      shape: "two-sided",
      transfer: { source, id, sequence },
      reference: id,
      path: `/${id}`,
    })),
  };
}

async function append(run: IngestRun, items: readonly IngestItem[]) {
  await store.beginRun(run);
  return store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

function send(number: bigint, ids: readonly string[], { isWhole = true } = {}) {
  const run = sampleRun(`version-${number}.xml`);
  const end = sampleItem(run, "end", { reportCompletions: [{ versionId: versionIdOf(number) }] });
  return append(run, [sampleItem(run, "/report line 1", rowsOf(number, ids)), ...(isWhole ? [end] : [])]);
}

function withdraw(upTo: bigint | null) {
  const run = sampleRun(`withdrawal-${upTo}`);
  const said = { author: "bank-1", madeAt: sampleTransfer({ id: "t" }).occurredAt, reason: "sent twice" };
  const row = { id: digestText(`withdrawal ${upTo}`), reportId, upTo, ...said };
  return append(run, [sampleItem(run, "statement", { reportWithdrawals: [row] })]);
}

const held = async () => (await store.query(transfersUntil, { until: null })).map(({ id, sequence }) => `${id} ${sequence}`);

test("an amendment takes the place of what it amends, and keeps the id and the row of what it repeats", async () => {
  await send(1n, ["a", "b"]);
  await send(2n, ["new", "b"]);
  expect(await held()).toEqual(["new 0", "b 1"]);
  const records = await store.query(recordsOfTransfers, { names: ["b"] });
  expect(records.length).toBe(2);
});

test("an amendment that puts a payment in front moves the place of the others, not their ids", async () => {
  await send(1n, ["a", "b"]);
  const outcome = await send(2n, ["new", "a", "b"]);
  expect(outcome.conflicts).toEqual([]);
  expect(await held()).toEqual(["new 0", "a 1", "b 2"]);
  await send(3n, ["a", "b"]);
  expect(await held()).toEqual(["a 0", "b 1"]);
});

test("a first import shows as it comes; an amendment only when it was read to its end", async () => {
  await send(1n, ["a"], { isWhole: false });
  expect(await held()).toEqual(["a 0"]);
  await send(1n, ["a"]);
  await send(2n, ["b"], { isWhole: false });
  expect(await held()).toEqual(["a 0"]);
  await send(2n, ["b"]);
  expect(await held()).toEqual(["b 0"]);
});

test("an old version that comes late goes straight aside, and its accounts with it", async () => {
  await send(2n, ["b"]);
  await send(1n, ["a"]);
  expect(await held()).toEqual(["b 0"]);
  const { from } = sampleTransfer({ id: "a", from: "a" });
  expect(await store.query(accountsExisting, { accounts: [from] })).toEqual([]);
});

test("a withdrawal takes back all up to its number, before or after they come; a higher version stands again", async () => {
  await send(1n, ["a"]);
  await withdraw(2n);
  expect(await held()).toEqual([]);
  await send(2n, ["a", "b"]);
  expect(await held()).toEqual([]);
  await send(3n, ["a"]);
  expect(await held()).toEqual(["a 0"]);
  await withdraw(null);
  await send(4n, ["a"]);
  expect(await held()).toEqual([]);
});

test("the life of each version is told", async () => {
  await send(1n, ["a"]);
  await send(2n, ["a"]);
  await withdraw(1n);
  await send(3n, ["a"], { isWhole: false });
  const statuses = await store.query(reportStatuses, {});
  expect(statuses.map(({ number, status }) => `${number} ${status}`)).toEqual(["1 withdrawn", "2 accepted", "3 received"]);
});

test("the same version with other content is a conflict that says how to amend", async () => {
  await send(1n, ["a"]);
  const run = sampleRun("other.xml");
  const rows = { reportVersions: [{ ...versionOf(1n), reportCode: "SAR" }] };
  const { conflicts } = await append(run, [sampleItem(run, "/report line 1", rows)]);
  expect(conflicts).toMatchObject([{ code: "RECORD_CONFLICT", hint: expect.stringContaining("--revision 2") }]);
});

test("a record that says otherwise than its namesake of an earlier file waits until somebody looks", async () => {
  const recordKey = digestText("record T-1");
  const named = (run: IngestRun, atoms: bigint): IngestItem => ({
    ...sampleItem(run, "/report line 2", { transfers: [sampleTransfer({ id: "a", atoms })] }),
    recordKey,
  });
  const [first, second] = [sampleRun("first.xml"), sampleRun("second.xml")];
  await append(first, [named(first, 5n)]);
  await append(second, [named(second, 6n)]);
  expect(await store.quarantine()).toMatchObject([{ fileOrigin: "second.xml", findings: [{ code: "RECORD_CONFLICT" }] }]);
});
