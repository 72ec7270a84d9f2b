import { type FileHandle, open } from "node:fs/promises";
import { Field, Int64, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct, Utf8 } from "apache-arrow";
import { buildIntegers, buildTexts } from "./arrow-columns.ts";
import { rowGroups, type TableToWrite } from "./table-to-write.ts";

/** Writes an Arrow IPC file and returns the number of its rows. */
export async function writeArrowFile(table: TableToWrite, path: string): Promise<bigint> {
  const schema = new Schema(
    table.columns.map(({ name, type }) => new Field(name, type === "integer" ? new Int64() : new Utf8(), true)),
  );
  const writer = new RecordBatchFileWriter();
  const file = await open(path, "w");
  try {
    const drained = drain(writer, file);
    let count = 0n;
    writer.reset(undefined, schema);
    for await (const rows of rowGroups(table.rows)) {
      writer.write(buildBatch(schema, table, rows));
      count += BigInt(rows.length);
    }
    writer.finish();
    await drained;
    return count;
  } finally {
    await file.close();
  }
}

async function drain(writer: AsyncIterable<Uint8Array>, file: FileHandle): Promise<void> {
  for await (const bytes of writer) await file.write(bytes);
}

function buildBatch(schema: Schema, table: TableToWrite, rows: readonly (readonly (string | null)[])[]): RecordBatch {
  const children = table.columns.map(({ type }, column) => {
    const cells = rows.map((row) => row[column] ?? null);
    return type === "integer" ? buildIntegers(cells) : buildTexts(cells);
  });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children }));
}
