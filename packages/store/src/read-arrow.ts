import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { fail } from "@tributary/domain";
import { type RecordBatch, RecordBatchReader } from "apache-arrow";
import { checkColumn, describeField, readCells } from "./arrow-cells.ts";
import { checkArrowEnvelope } from "./arrow-envelope.ts";
import type { TableColumn, TableReader, TableRow } from "./table-file.ts";
import { failUnreadable } from "./unreadable-file.ts";

const expected = "an Arrow IPC file or stream that can be read whole, its text in UTF-8";

/** Reads Arrow IPC, file or stream. */
export async function readArrow(path: string): Promise<TableReader> {
  const name = basename(path);
  const file = await open(path, "r");
  try {
    await checkEnvelope(file, name);
    const reader = await RecordBatchReader.from(file);
    await reader.open({ autoDestroy: false });
    const columns = reader.schema.fields.map(describeField);
    const close = async () => {
      await reader.cancel();
      await file.close().catch(() => undefined);
    };
    return { columns, rows: readRows(reader, { columns, close, name }), close };
  } catch (error) {
    await file.close().catch(() => undefined);
    return failUnreadable(error, { file: name, expected });
  }
}

async function checkEnvelope(file: FileHandle, name: string): Promise<void> {
  try {
    await checkArrowEnvelope(file);
  } catch (error) {
    if (error instanceof RangeError && error.message.endsWith("cut off"))
      fail("FILE_TRUNCATED", { found: error.message, expected: "a whole Arrow IPC file or stream", where: { file: name } });
    throw error;
  }
}

interface RowSource {
  readonly columns: readonly TableColumn[];
  readonly close: () => Promise<void>;
  readonly name: string;
}

async function* readRows(
  batches: AsyncIterable<RecordBatch>,
  { columns, close, name }: RowSource,
): AsyncGenerator<TableRow, void> {
  let row = 0n;
  try {
    for await (const batch of batches) {
      for (const column of batch.data.children) checkColumn(column, batch.numRows);
      const cells = batch.data.children.map(readCells);
      for (let index = 0; index < batch.numRows; index += 1) {
        row += 1n;
        yield { row, values: Object.fromEntries(columns.map((column, at) => [column.name, cells[at]?.(index) ?? null])) };
      }
    }
  } catch (error) {
    failUnreadable(error, { file: name, expected });
  } finally {
    await close();
  }
}
