import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { ingestConversions, ingestTransfers } from "@tributary/pipeline-transfer-table";
import { coverage } from "@tributary/queries";
import { type ExportTarget, openStore, type Store } from "@tributary/store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dataFolder = resolve(root, process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data");
const tables = join(root, "fixtures/tables");
const flows = join(dataFolder, "flows");
const isAbsent = !existsSync(flows);

let folder = "";
const open: Store[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transfer-table-"));
});
afterAll(async () => {
  for (const store of open) await store.close();
  await rm(folder, { recursive: true });
});

async function newStore(name: string): Promise<Store> {
  const store = await openStore({ directory: join(folder, name), mode: "write", create: true });
  open.push(store);
  return store;
}

async function exportBytes(store: Store, format: ExportTarget["format"]): Promise<Buffer> {
  const path = join(folder, `export-${open.length}.${format}`);
  await store.exportTransfers({ path, format });
  return readFile(path);
}

const header = "transfer_id,occurred_at,from,to,asset,atoms,sequence,precision,basis,reference";
const atomsMax = 2n ** 256n - 1n;

function madeRow(index: number): string {
  const from = index % 3 === 0 ? "eip155:1:0xdac17f958d2ee523a2206206994597c13d831ec7" : `bank:B${index % 5}:${index}`;
  const atoms = index % 7 === 0 ? atomsMax : BigInt(index) ** 9n;
  const day = String((index % 28) + 1).padStart(2, "0");
  const reference = index % 4 === 0 ? `"=1+1, ""${index}"""` : "";
  return `t${index},2024-02-${day}T23:59:59.999999-05:30,${from},bank:X:1,eip155:1/slip44:60,${atoms},${index % 2},second,block,${reference}`;
}

const madeTable = `${header}\n${Array.from({ length: 500 }, (_, index) => madeRow(index)).join("\n")}\n`;

describe("the transfer table", () => {
  test("gives one ledger as CSV, gzip, Parquet and Arrow, and is exported to the bytes it came from", async () => {
    const csv = join(folder, "made.csv");
    await writeFile(csv, madeTable);
    const first = await newStore("csv");
    expect(await ingestTransfers({ store: first, paths: [csv] })).toMatchObject([{ outcome: "complete", added: 500n }]);
    const bytes = await exportBytes(first, "csv");
    for (const format of ["csv", "parquet", "arrow"] as const) {
      const path = join(folder, `again.${format}`);
      await first.exportTransfers({ path, format });
      const store = await newStore(`from-${format}`);
      expect(await ingestTransfers({ store, paths: [path] })).toMatchObject([{ outcome: "complete", added: 500n }]);
      expect((await exportBytes(store, "csv")).equals(bytes)).toBe(true);
    }
    const compressed = join(folder, "made.csv.gz");
    await writeFile(compressed, gzipSync(madeTable));
    const store = await newStore("from-gzip");
    await ingestTransfers({ store, paths: [compressed] });
    expect((await exportBytes(store, "csv")).equals(bytes)).toBe(true);
  });

  test("gives one content hash whatever the size of a batch, and again when it comes twice", async () => {
    const path = join(folder, "paged.csv");
    const rows = madeTable.split("\n").slice(0, 60);
    await writeFile(path, [...rows, "bad,row", rows[5], rows[6]?.replace(",bank:X:1,", ",bank:X:2,")].join("\n"));
    const hashes = new Set<string>();
    for (const batchRecordsMax of [1, 7, 1000]) {
      const store = await newStore(`page-${batchRecordsMax}`);
      for (const expected of [
        { added: 59n, same: 1n, rejected: 1n, conflicts: 1n },
        { added: 0n, same: 60n, rejected: 1n, conflicts: 1n },
      ]) {
        const [report] = await ingestTransfers({ store, paths: [path], limits: { batchRecordsMax } });
        expect(report).toMatchObject({ outcome: "incomplete", records: 62n, ...expected });
        expect(report?.findings.map(({ code }) => code).sort()).toEqual(["FIELD_MISSING", "RECORD_CONFLICT"]);
        expect(report?.rowsByTable["ledger.transfer"] ?? 0n).toBe(expected.added === 0n ? 0n : 59n);
        hashes.add(await store.contentHash());
      }
    }
    expect(hashes.size).toBe(1);
  });

  test("resumes after an interruption to the content of an undisturbed run, and still says what was kept apart before it", async () => {
    const path = join(folder, "resumed.csv");
    const rows = madeTable.split("\n").slice(0, 100);
    await writeFile(
      path,
      [...rows.slice(0, 3), "bad,row", rows[2]?.replace(",bank:X:1,", ",bank:X:2,"), ...rows.slice(3)].join("\n"),
    );
    const limits = { batchRecordsMax: 10 };
    const whole = await newStore("whole");
    await ingestTransfers({ store: whole, paths: [path], limits });
    const store = await newStore("interrupted");
    const stop = new AbortController();
    const acknowledged: bigint[] = [];
    const interrupted = await ingestTransfers({
      store,
      paths: [path, path],
      limits,
      signal: stop.signal,
      onAcknowledged: ({ batch, itemsAcknowledged }) => {
        acknowledged.push(itemsAcknowledged);
        if (batch === 3) stop.abort();
      },
    });
    expect(interrupted).toMatchObject([{ outcome: "interrupted", added: 28n }]);
    expect(acknowledged).toEqual([10n, 20n, 30n]);
    const [resumed] = await ingestTransfers({ store, paths: [path], limits });
    expect(resumed).toMatchObject({
      outcome: "incomplete",
      resumedAfter: 30n,
      records: 101n,
      added: 71n,
      rejected: 1n,
      conflicts: 1n,
    });
    expect(await store.contentHash()).toBe(await whole.contentHash());
  });

  test.each(["typed.parquet", "file.arrow", "stream.arrows"])("reads %s to the atom and the microsecond", async (name) => {
    const store = await newStore(name);
    const [report] = await ingestTransfers({ store, paths: [join(tables, name)] });
    expect(report).toMatchObject({ outcome: "complete", added: 1n });
    expect((await exportBytes(store, "csv")).toString().split("\n")[1]).toBe(
      "t1,2024-03-01T02:30:00.123456Z,bank:A:1,bank:B:2,iso4217:USD,12345678901234567890123456789012345678,3,instant,observed,",
    );
  });

  test.each([
    ["float-atoms.parquet", "atoms", "VALUE_UNREADABLE"],
    ["float-atoms.arrow", "atoms", "VALUE_UNREADABLE"],
    ["local-time.parquet", "occurred_at", "TIME_WITHOUT_OFFSET"],
  ])("refuses %s, whose column %s is not exact", async (name, path, code) => {
    const store = await newStore(`refused-${name}`);
    const [report] = await ingestTransfers({ store, paths: [join(tables, name)] });
    expect(report).toMatchObject({ outcome: "refused", added: 0n, findings: [{ code, where: { file: name, path } }] });
  });

  test.each(["typed.parquet", "stream.arrows"])("says that a %s which breaks off is truncated or unreadable", async (name) => {
    const bytes = await readFile(join(tables, name));
    const path = join(folder, `cut-${name}`);
    await writeFile(path, bytes.subarray(0, bytes.length - 20));
    const store = await newStore(`cut-store-${name}`);
    const [report] = await ingestTransfers({ store, paths: [path] });
    expect(report).toMatchObject({ outcome: "refused", added: 0n });
    expect(report?.findings[0]?.code).toMatch(/^FILE_(TRUNCATED|UNREADABLE)$/);
    expect(report?.findings[0]?.where.file).toBe(`cut-${name}`);
  });

  test.each(["typed.parquet", "file.arrow", "stream.arrows"])("a damaged %s gives a report, never a crash", async (name) => {
    const whole = await readFile(join(tables, name));
    const store = await newStore(`damaged-store-${name}`);
    const path = join(folder, `damaged-${name}`);
    const edits = fc.array(fc.tuple(fc.integer({ min: 4, max: whole.length - 5 }), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        await writeFile(path, bytes);
        const [report] = await ingestTransfers({ store, paths: [path] });
        expect(report?.isComplete).toBe(report?.findingsTotal === 0n);
      }),
      { numRuns: 25 },
    );
  });

  test("conversions are read and come twice without change", async () => {
    const path = join(folder, "conversions.csv");
    await writeFile(
      path,
      "conversion_id,account,out_transfers,in_transfers,kind,basis,document\nc1,bank:A:1,t1 t2,t3,on-ramp,documented,receipt 7\nc2,bank:A:1,t1,t1,swap,guessed,\n",
    );
    const store = await newStore("conversions");
    const [report] = await ingestConversions({ store, paths: [path] });
    expect(report).toMatchObject({ outcome: "incomplete", added: 1n, rejected: 1n });
    expect(report?.findings.map(({ where }) => [where.line, where.path])).toEqual([
      [3, "basis"],
      [3, "in_transfers"],
    ]);
    expect(await ingestConversions({ store, paths: [path] })).toMatchObject([{ added: 0n, same: 1n, rejected: 1n }]);
  });
});

describe.skipIf(isAbsent)(`real flows${isAbsent ? ` (skipped: no folder ${flows})` : ""}`, () => {
  test.each([
    { cluster: "cluster1_atomic", source: "atomic", rows: 1080n },
    { cluster: "cluster2_harmony", source: "harmony", rows: 3887n },
  ])("$cluster loads whole through its map, and nothing is doubled by a second run", async ({ cluster, source, rows }) => {
    const path = join(flows, cluster, "flow_records.csv");
    const map = join(root, "fixtures/maps", `${source}.yaml`);
    const store = await newStore(cluster);
    const [first] = await ingestTransfers({ store, paths: [path], mapPath: map });
    expect(first).toMatchObject({ outcome: "complete", records: rows, added: rows, same: 0n, findingsTotal: 0n });
    expect(first?.rowsByTable["ledger.transfer"]).toBe(rows);
    const content = await store.contentHash();
    expect(await ingestTransfers({ store, paths: [path], mapPath: map })).toMatchObject([
      { added: 0n, same: rows, outcome: "complete" },
    ]);
    expect(await store.contentHash()).toBe(content);
    const exported = (await exportBytes(store, "csv")).toString().trimEnd().split("\n").slice(1);
    const cents = (lines: readonly string[], column: number, scale: bigint): bigint =>
      lines.reduce((sum, line) => sum + toCents(line.split(",")[column] ?? "", scale), 0n);
    const original = (await readFile(path, "utf8")).trimEnd().split(/\r?\n/).slice(1);
    expect(cents(exported, 5, 1n)).toBe(cents(original, 7, 100n));
  });
});

function toCents(text: string, scale: bigint): bigint {
  const [units = "", fraction = ""] = text.split(".");
  return BigInt(units) * scale + BigInt(scale === 1n ? "0" : fraction.padEnd(2, "0"));
}

describe("a stated coverage", () => {
  const map = `
source: coop-bank
transfer_id: { row_number: true }
occurred_at: { column: date, format: "yyyy-MM-dd", zone: UTC }
from: { constant: "bank:X:1" }
to: { constant: "bank:X:2" }
asset: { constant: "iso4217:USD" }
amount: { column: amount, unit: units }
coverage:
  - { account: "bank:X:1", from: 2024-03-01T00:00:00Z, to: 2024-03-31T23:59:59Z }
`;

  test("is withheld where a row says otherwise than the ledger, with batches of any size", async () => {
    const mapPath = join(folder, "coverage.yaml");
    await writeFile(mapPath, map);
    const paths = ["first", "other"].map((name) => join(folder, `coverage-${name}.csv`));
    await writeFile(paths[0] ?? "", "date,amount\n2024-03-01,10\n");
    await writeFile(paths[1] ?? "", "date,amount\n2024-03-01,11\n2024-03-02,12\n");
    for (const batchRecordsMax of [1, 2, 1000]) {
      const store = await newStore(`coverage-${batchRecordsMax}`);
      const limits = { batchRecordsMax };
      const [first, other] = await ingestTransfers({ store, mapPath, paths, limits });
      expect(first).toMatchObject({ outcome: "complete", records: 2n, added: 2n });
      expect(other).toMatchObject({ outcome: "incomplete", records: 3n, added: 1n, conflicts: 1n, rejected: 1n });
      expect(other?.findings.map(({ code }) => code).sort()).toEqual(["LIMIT_REACHED", "RECORD_CONFLICT"]);
      expect(await store.query(coverage, {})).toHaveLength(1);
      const hash = await store.contentHash();
      expect((await ingestTransfers({ store, mapPath, paths, limits }))[1]).toMatchObject({ conflicts: 1n, rejected: 1n });
      expect(await store.contentHash()).toBe(hash);
    }
  });
});
