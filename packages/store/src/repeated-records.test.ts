import { join } from "node:path";
import { digestText, everyAsset, onlyAssets, parseInstant, parseSourceName, unwrap } from "@tributary/domain";
import { coverage, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleItem, sampleRun, temporaryFolder, transferItem } from "../test/samples.ts";
import type { IngestItem, IngestRun } from "./index.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

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

async function ingest(run: IngestRun, items: readonly IngestItem[], target = store) {
  await target.beginRun(run);
  return target.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

test("a second file with rows that are all known brings nothing new", async () => {
  const [first, second] = [sampleRun("first.csv"), sampleRun("second.csv")];
  await ingest(first, [transferItem(first, "line 2", { id: "t1" }), transferItem(first, "line 3", { id: "t2" })]);
  const outcome = await ingest(second, [
    transferItem(second, "line 2", { id: "t2" }),
    transferItem(second, "line 3", { id: "t1" }),
    transferItem(second, "line 4", { id: "t3" }),
  ]);
  expect(outcome).toMatchObject({ added: 1n, same: 2n, quarantined: 0n });
});

test("a record without rows is new once in each file", async () => {
  const run = sampleRun("first.xml");
  const item = sampleItem(run, "/report/x line 3", {});
  expect(await ingest(run, [item])).toMatchObject({ added: 1n, same: 0n });
  expect(await ingest(run, [item])).toMatchObject({ added: 0n, same: 1n });
});

test("a conflict names the line, and times as people write them", async () => {
  const [first, second] = [sampleRun("first.csv"), sampleRun("second.csv")];
  await ingest(first, [transferItem(first, "line 2", { id: "t1", at: "2024-03-01T02:30:00Z" })]);
  const { conflicts } = await ingest(second, [transferItem(second, "line 12", { id: "t1", at: "2024-03-01T02:31:00Z" })]);
  expect(conflicts).toMatchObject([
    {
      where: { file: "second.csv", line: 12, record: "line 12" },
      found: "occurred_at_utc 2024-03-01T02:31:00.000000Z",
      expected: expect.stringContaining("occurred_at_utc 2024-03-01T02:30:00.000000Z"),
    },
  ]);
});

test("a key of which time is a part is told with that time", async () => {
  const at = unwrap(parseInstant("2024-03-01T00:00:00Z"));
  const run = sampleRun("first.csv");
  const row = { source: unwrap(parseSourceName("table")), scope: "eip155:1:*", from: at, to: at, assets: everyAsset };
  const { conflicts } = await ingest(run, [
    sampleItem(run, "block 1", { coverage: [{ ...row, finality: "a" }] }),
    sampleItem(run, "block 2", { coverage: [{ ...row, finality: "b" }] }),
  ]);
  const time = "2024-03-01T00:00:00.000000Z";
  expect(conflicts.map(({ where }) => where.path)).toEqual([`ledger.coverage table eip155:1:* ${time} ${time}`]);
});

test("coverage of all assets, which older stores hold too, is not the same as of some", async () => {
  const at = unwrap(parseInstant("2024-03-01T00:00:00Z"));
  const row = { source: "table", scope: "eip155:1:*", from: at, to: at, finality: null };
  const run = sampleRun("first.csv");
  const { conflicts } = await ingest(run, [
    sampleItem(run, "block 1", { coverage: [{ ...row, assets: everyAsset }] }),
    sampleItem(run, "block 2", { coverage: [{ ...row, assets: onlyAssets(["eip155:1/slip44:60"]) }] }),
    sampleItem(run, "block 3", { coverage: [{ ...row, source: "other", assets: onlyAssets(["eip155:1/slip44:60"]) }] }),
  ]);
  expect(conflicts).toMatchObject([{ found: "assets only eip155:1/slip44:60", expected: expect.stringContaining("assets all") }]);
  expect((await store.query(coverage, {})).map(({ source, assets }) => `${source} ${assets}`)).toEqual([
    "other only eip155:1/slip44:60",
    "table all",
  ]);
});

test("the same field of a report on another line is the same field", async () => {
  const versionId = digestText("version");
  const at = (line: bigint, value: string) => ({
    reportRecords: [
      {
        id: digestText("record"),
        versionId,
        path: "/report",
        reference: null,
        content: JSON.stringify([["/report/reason", value]]),
        lines: `[${line}]`,
      },
    ],
  });
  const [first, second, third] = [sampleRun("first.xml"), sampleRun("second.xml"), sampleRun("third.xml")];
  const readBoth = async (target: Store, runs: readonly (readonly [IngestRun, bigint])[]) => {
    for (const [run, line] of runs) await ingest(run, [sampleItem(run, `/report line ${line}`, at(line, "Paid."))], target);
    return target.contentHash();
  };
  const hash = await readBoth(store, [
    [first, 7n],
    [second, 8n],
  ]);
  expect(await store.quarantine()).toEqual([]);
  const other = await openStore({ directory: join(folder.path, "other"), mode: "write", create: true });
  expect(
    await readBoth(other, [
      [second, 8n],
      [first, 7n],
    ]),
  ).toBe(hash);
  await other.close();
  const { conflicts } = await ingest(third, [sampleItem(third, "/report line 7", at(7n, "Not paid."))]);
  expect(conflicts.map(({ found }) => found)).toEqual(["other values of /report/reason"]);
});

test("another block at a height that was read ends the import, and nothing of its batch is taken", async () => {
  const [first, second] = [sampleRun("blocks 1..2"), sampleRun("blocks 1..2 again")];
  const block = (run: IngestRun, number: bigint, hash: string) =>
    sampleItem(run, `block/${number}`, { blocks: [{ chain: "eip155:1", number, hash }] });
  await ingest(first, [block(first, 1n, "0xa"), block(first, 2n, "0xb")]);
  await expect(
    ingest(second, [block(second, 1n, "0xa"), transferItem(second, "t", { id: "t" }), block(second, 2n, "0xc")]),
  ).rejects.toMatchObject({
    code: "CHAIN_REORGANISED",
    finding: {
      where: { file: "blocks 1..2 again", path: "ledger.block eip155:1 2" },
      found: "a block with hash 0xc",
      expected: expect.stringContaining("hash 0xb"),
    },
  });
  expect(await store.query(transfersUntil, { until: null })).toEqual([]);
  expect(await store.quarantine()).toEqual([]);
});
