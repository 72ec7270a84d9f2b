import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import {
  Field,
  Float64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampMicrosecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../test/samples.ts";
import { readTable } from "./read-table.ts";
import type { TableReader } from "./table-file.ts";
import { writeTable } from "./write-table.ts";

let folder = temporaryFolder();
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function readAll(reader: TableReader) {
  const rows = [];
  for await (const row of reader.rows) rows.push(row.values);
  return rows;
}

async function writeParquet(path: string, select: string) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET timezone = 'Asia/Yangon'");
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

const columns = [
  { name: "id", type: "text" },
  { name: "atoms", type: "text" },
  { name: "sequence", type: "integer" },
] as const;

test.each(["parquet", "arrow"] as const)(
  "amounts up to 2^256-1 go through %s and back, and equal rows give equal bytes",
  async (format) => {
    const cells = [0n, 2n ** 64n, 2n ** 128n, 2n ** 256n - 1n].map((atoms, index) => [
      `=t${index} ไทย`,
      atoms.toString(),
      `${-index}`,
    ]);
    const rows = [...cells, ["t", null, null]];
    const path = join(folder.path, "table");
    const first = await writeTable({ path, format, columns, rows });
    const bytes = readFileSync(path);
    const again = await writeTable({ path, format, columns, rows });
    expect(first.rows).toBe(5n);
    expect(again.sha256).toBe(first.sha256);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const reader = await readTable(path, format);
    expect(reader.columns.map(({ name, kind }) => [name, kind])).toEqual([
      ["id", "text"],
      ["atoms", "text"],
      ["sequence", "integer"],
    ]);
    expect(await readAll(reader)).toEqual(rows.map(([id, atoms, sequence]) => ({ id, atoms, sequence })));
  },
);

test.each(["parquet", "arrow"] as const)("a table of more rows than a group keeps them all in order in %s", async (format) => {
  const path = join(folder.path, "table");
  await writeTable({ path, format, columns, rows: Array.from({ length: 40_000 }, (_, index) => [`t${index}`, "1", `${index}`]) });
  const rows = await readAll(await readTable(path, format));
  expect(rows.length).toBe(40_000);
  expect(rows.every((row, index) => row["sequence"] === `${index}`)).toBe(true);
});

test("CSV cells are quoted, and none runs as a formula", async () => {
  const path = join(folder.path, "table.csv");
  await writeTable({
    path,
    format: "csv",
    columns,
    rows: [
      ['=1+"a"', "5", "-7"],
      ["a,b", null, "0"],
    ],
  });
  expect(readFileSync(path, "utf8")).toBe(`id,atoms,sequence\n"'=1+""a""",5,-7\n"a,b",,0\n`);
});

test("Parquet types come as exact text, and a float says that it is one", async () => {
  const path = join(folder.path, "types.parquet");
  await writeParquet(
    path,
    `SELECT 18446744073709551615::UBIGINT AS u, '-12345678901234567890123456789012345678'::DECIMAL(38,0) AS d, 12.50::DECIMAL(9,2) AS e,
      1e21::DOUBLE AS f, '2024-03-01T09:30:00.000001+07:00'::TIMESTAMPTZ AS z, '2024-03-01 09:30:00'::TIMESTAMP AS l, DATE '2024-03-01' AS day,
      TRUE AS b, 170141183460469231731687303715884105727::HUGEINT AS h, NULL::VARCHAR AS n`,
  );
  const reader = await readTable(path, "parquet");
  expect(Object.fromEntries(reader.columns.map(({ name, kind }) => [name, kind]))).toEqual({
    u: "integer",
    d: "decimal",
    e: "decimal",
    f: "float",
    z: "instant",
    l: "local-time",
    day: "local-time",
    b: "boolean",
    h: "float",
    n: "text",
  });
  expect(await readAll(reader)).toEqual([
    {
      u: "18446744073709551615",
      d: "-12345678901234567890123456789012345678",
      e: "12.50",
      f: "1e+21",
      z: "2024-03-01T02:30:00.000001Z",
      l: "2024-03-01T09:30:00",
      day: "2024-03-01",
      b: "true",
      h: "1.7014118346046923e+38",
      n: null,
    },
  ]);
});

test("Arrow times keep their microseconds, with and without a zone", async () => {
  const micros = 1_709_260_200_000_001n;
  const zoned = new TimestampMicrosecond("Asia/Bangkok");
  const local = new TimestampMicrosecond();
  const path = join(folder.path, "times.arrows");
  const types = [zoned, local, new Float64(), new Utf8()];
  const schema = new Schema(types.map((type, index) => new Field(`c${index}`, type, true)));
  const children = [
    makeData({ type: zoned, data: BigInt64Array.of(micros), length: 1 }),
    makeData({ type: local, data: BigInt64Array.of(micros), length: 1 }),
    makeData({ type: new Float64(), data: Float64Array.of(0.5), length: 1 }),
    ...vectorFromArray(["x"], new Utf8()).data,
  ];
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: 1, nullCount: 0, children })));
  writer.finish();
  writeFileSync(path, await writer.toUint8Array());
  const reader = await readTable(path, "arrow");
  expect(reader.columns.map(({ kind }) => kind)).toEqual(["instant", "local-time", "float", "text"]);
  expect(await readAll(reader)).toEqual([
    { c0: "2024-03-01T02:30:00.000001Z", c1: "2024-03-01T02:30:00.000001", c2: "0.5", c3: "x" },
  ]);
});

test.each(["parquet", "arrow"] as const)("a %s file that was cut off is refused, and so is one that is none", async (format) => {
  const path = join(folder.path, "table");
  await writeTable({ path, format, columns, rows: [["t", "1", "0"]] });
  truncateSync(path, readFileSync(path).length - 20);
  await expect(readTable(path, format)).rejects.toMatchObject({ code: "FILE_TRUNCATED" });
  writeFileSync(path, "transfer_id,atoms\nt1,5\n");
  await expect(readTable(path, format)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  await expect(readTable(join(folder.path, "absent"), format)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
});

test.each(["parquet", "arrow"] as const)(
  "a %s file with its middle overwritten is refused or read, never a riddle",
  async (format) => {
    const path = join(folder.path, "table");
    await writeTable({ path, format, columns, rows: Array.from({ length: 200 }, (_, index) => [`t${index}`, `${index}`, "0"]) });
    const bytes = readFileSync(path);
    for (let at = 8; at < bytes.length - 8; at += 97) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, at + 4);
      writeFileSync(path, damaged);
      const outcome = await readTable(path, format)
        .then(readAll)
        .catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toMatchObject({ code: expect.stringMatching(/^FILE_/) });
    }
  },
);

test("limits have names and are kept", async () => {
  const path = join(folder.path, "table");
  await writeTable({ path, format: "parquet", columns, rows: Array.from({ length: 5 }, () => ["t", "1", "0"]) });
  await expect(readTable(path, "parquet", { byteCountMax: 10n })).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  await expect(readTable(path, "parquet", { columnCountMax: 2 })).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  await expect(readTable(path, "parquet", { rowCountMax: 4n }).then(readAll)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
});
