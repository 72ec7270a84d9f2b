import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestBytes } from "@tributary/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleRun, temporaryFolder, transferItem } from "../test/samples.ts";
import { openStore } from "./open-store.ts";
import { readTable } from "./read-table.ts";

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const samples = [
  { id: "t3", atoms: 2n ** 256n - 1n, sequence: 7n, at: "2024-03-01T02:30:00.000001Z" },
  { id: "t1", atoms: 0n, sequence: -3n, at: "2024-03-01T02:30:00Z", reference: '=HYPERLINK("x")' },
  { id: "𝒜", atoms: 2n ** 128n, sequence: 0n, at: "2024-03-01T09:30:00+07:00" },
  { id: "～", atoms: 5n, sequence: 0n, at: "2024-03-01T02:30:00Z" },
];

async function exportWith(options: { threads: number; order: readonly number[]; batchSize: number }) {
  const directory = join(folder.path, JSON.stringify(options).replace(/\W/g, ""));
  const store = await openStore({ directory, mode: "write", create: true, threads: options.threads });
  const run = sampleRun("a.csv");
  await store.beginRun(run);
  const items = options.order.map((index) => transferItem(run, `row ${index}`, samples[index] ?? { id: "none" }));
  for (let start = 0; start < items.length; start += options.batchSize)
    await store.append(run, {
      items: items.slice(start, start + options.batchSize),
      itemsAcknowledged: BigInt(Math.min(items.length, start + options.batchSize)),
      isDone: start + options.batchSize >= items.length,
    });
  const files = [];
  for (const format of ["csv", "parquet", "arrow"] as const) {
    const path = join(directory, `transfers.${format}`);
    const { rows, sha256 } = await store.exportTransfers({ path, format });
    expect(rows).toBe(4n);
    expect(digestBytes(readFileSync(path))).toBe(sha256);
    files.push({ path, format, sha256 });
  }
  await store.close();
  return files;
}

test("the transfer table stands in ledger order, exact and guarded", async () => {
  const [csv] = await exportWith({ threads: 1, order: [0, 1, 2, 3], batchSize: 4 });
  expect(readFileSync(csv?.path ?? "", "utf8").split("\n")).toEqual([
    "transfer_id,occurred_at,from,to,asset,atoms,sequence,precision,basis,reference",
    `t1,2024-03-01T02:30:00.000000Z,bank:one:a,bank:one:b,iso4217:THB,0,-3,instant,observed,"'=HYPERLINK(""x"")"`,
    "～,2024-03-01T02:30:00.000000Z,bank:one:a,bank:one:b,iso4217:THB,5,0,instant,observed,",
    `𝒜,2024-03-01T02:30:00.000000Z,bank:one:a,bank:one:b,iso4217:THB,${2n ** 128n},0,instant,observed,`,
    `t3,2024-03-01T02:30:00.000001Z,bank:one:a,bank:one:b,iso4217:THB,${2n ** 256n - 1n},7,instant,observed,`,
    "",
  ]);
});

test("one or several threads, other orders and other batches give the same bytes in every format", async () => {
  const first = await exportWith({ threads: 1, order: [0, 1, 2, 3], batchSize: 4 });
  const second = await exportWith({ threads: 4, order: [3, 1, 0, 2], batchSize: 1 });
  expect(second.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256));
  for (const { path, format } of first.filter((file) => file.format !== "csv")) {
    const rows = [];
    for await (const { values } of (await readTable(path, format === "arrow" ? "arrow" : "parquet")).rows)
      rows.push(values["atoms"]);
    expect(rows).toEqual(["0", "5", (2n ** 128n).toString(), (2n ** 256n - 1n).toString()]);
  }
});
