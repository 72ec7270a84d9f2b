import type { FileHandle } from "node:fs/promises";
import { FlatTable } from "./flat-table.ts";

const fileMark = Buffer.from("ARROW1\0\0");
const continuation = 0xffffffff;
const prefixSize = 8;
/** Block of File.fbs: offset, metadata length, padding, body length. */
const blockSize = 24;
const metadataSizeMax = 64 * 2 ** 20;
const depthMax = 32;
const fieldsMax = 100_000;

/**
 * Checks every length that an Arrow IPC file or stream states before the decoder meets it. A file is read by its footer, for not every writer
 * repeats the schema before the batches; a stream message by message. Throws a RangeError, "cut off" where the end is missing.
 */
export async function checkArrowEnvelope(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const isFile = (await readExactly(file, { at: 0, length: fileMark.length, size })).equals(fileMark);
  await (isFile ? checkFile(file, size) : checkStream(file, size));
}

async function checkStream(file: FileHandle, size: number): Promise<void> {
  let at = 0;
  for (;;) {
    const step = await checkMessageAt(file, { at, size });
    if (step === undefined) return;
    at = step;
  }
}

async function checkFile(file: FileHandle, size: number): Promise<void> {
  const tailSize = 4 + fileMark.indexOf(0);
  const tail = await readExactly(file, { at: size - tailSize, length: tailSize, size });
  const length = tail.readInt32LE(0);
  if (length <= 0 || length > metadataSizeMax || length > size - tailSize) throw new RangeError(`a footer of ${length} bytes`);
  const footer = FlatTable.root(await readExactly(file, { at: size - tailSize - length, length, size }));
  const schema = footer.table(1);
  if (schema === undefined) throw new RangeError("a footer without a schema");
  checkSchema(schema);
  footer.tables(4);
  for (const block of [...footer.structs(2, blockSize), ...footer.structs(3, blockSize)]) {
    const at = block.getBigInt64(0, true);
    if (at < 0n || at > BigInt(size)) throw new RangeError("a block outside its file");
    await checkMessageAt(file, { at: Number(at), size });
  }
}

/** The place after a message, or undefined at the end mark. */
async function checkMessageAt(file: FileHandle, { at, size }: { at: number; size: number }): Promise<number | undefined> {
  const prefix = await readExactly(file, { at, length: prefixSize, size });
  const length = prefix.readInt32LE(4);
  if (prefix.readUInt32LE(0) !== continuation || length < 0 || length > metadataSizeMax)
    throw new RangeError(`no message at byte ${at}`);
  if (length === 0) return undefined;
  const bodyStart = at + prefixSize + length;
  const message = FlatTable.root(await readExactly(file, { at: at + prefixSize, length, size }));
  checkMessage(message);
  const bodyLength = message.long(3);
  if (bodyLength < 0n || bodyLength > BigInt(size - bodyStart))
    throw new RangeError("a message that is longer than its file: cut off");
  return bodyStart + Number(bodyLength);
}

async function readExactly(
  file: FileHandle,
  { at, length, size }: { at: number; length: number; size: number },
): Promise<Buffer> {
  if (at + length > size) throw new RangeError("the end of the stream is missing: cut off");
  const buffer = Buffer.alloc(length);
  await file.read(buffer, 0, length, at);
  return buffer;
}

/** Field numbers by Message.fbs and Schema.fbs of Apache Arrow. */
function checkMessage(message: FlatTable): void {
  const headerType = message.byte(1);
  const header = message.table(2);
  if (header === undefined) throw new RangeError("a message without a header");
  message.tables(4);
  if (headerType === 1) checkSchema(header);
  else if (headerType === 2) {
    const batch = header.table(1);
    if (batch === undefined) throw new RangeError("a dictionary without data");
    checkBatch(batch);
  } else if (headerType === 3) checkBatch(header);
  else throw new RangeError(`a message of kind ${headerType}`);
}

function checkSchema(schema: FlatTable): void {
  schema.tables(2);
  schema.vectorLength(3, 8);
  let level = schema.tables(1);
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    count += level.length;
    if (depth > depthMax || count > fieldsMax) throw new RangeError(`more than ${depthMax} levels or ${fieldsMax} columns`);
    level = level.flatMap((field) => {
      field.vectorLength(0, 1);
      field.tables(6);
      return field.tables(5);
    });
  }
}

function checkBatch(batch: FlatTable): void {
  batch.vectorLength(1, 16);
  batch.vectorLength(2, 16);
  batch.vectorLength(4, 8);
  if (batch.long(0) < 0n || batch.long(0) > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError("a batch with no possible number of rows");
}
