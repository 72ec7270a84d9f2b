import { boundInstant, formatInstant } from "@tributary/domain";
import { type Data, DataType, DateUnit, type Field, TimeUnit } from "apache-arrow";
import type { TableColumn, TableColumnKind } from "./table-file.ts";

/** What a column holds, by the file's own type. */
export function describeField(field: Field): TableColumn {
  return { name: field.name, kind: readKind(field.type), type: String(field.type) };
}

function readKind(type: DataType): TableColumnKind {
  if (DataType.isDictionary(type)) return readKind(type.dictionary) === "text" ? "text" : "other";
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return "text";
  if (DataType.isInt(type)) return "integer";
  if (DataType.isDecimal(type)) return "decimal";
  if (DataType.isFloat(type)) return "float";
  if (DataType.isTimestamp(type)) return isEmptyText(type.timezone) ? "local-time" : "instant";
  if (DataType.isDate(type)) return "local-time";
  return DataType.isBool(type) ? "boolean" : "other";
}

function isEmptyText(text: string | null | undefined): boolean {
  return text === null || text === undefined || text === "";
}

/** A batch says how many rows it has; a damaged or hostile file has fewer cells than it says. */
export function checkColumn(data: Data, rowCount: number): void {
  const { type } = data;
  const hasOffsets = DataType.isUtf8(type) || DataType.isLargeUtf8(type);
  const cells = hasOffsets ? Number(data.valueOffsets?.length ?? 0) - 1 : cellCount(data);
  const valid = data.nullBitmap?.length ?? 0;
  const hasValid = valid === 0 || valid * 8 >= rowCount + data.offset;
  if (data.length !== rowCount || cells < rowCount || !hasValid)
    throw new RangeError(`a batch of ${rowCount} rows with a column of ${Math.min(data.length, cells)} cells`);
}

function cellCount(data: Data): number {
  const { type } = data;
  const values = Number(data.values?.length ?? 0);
  if (DataType.isBool(type)) return values * 8 - data.offset;
  if (DataType.isDecimal(type)) return Math.floor(values / (type.bitWidth / 32));
  return readKind(type) === "other" ? data.length : values;
}

/** Cells of one column of one batch as exact text. The library's own getters turn times into doubles and decimals into word arrays. */
export function readCells(data: Data): (index: number) => string | null {
  const read = pickReader(data);
  return (index) => (data.getValid(index) ? read(index) : null);
}

function pickReader(data: Data): (index: number) => string {
  const { type } = data;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return (index) => decodeText(data, index);
  if (DataType.isInt(type) || DataType.isFloat(type)) return (index) => String(data.values[index]);
  if (DataType.isDecimal(type)) return (index) => formatDecimal(readWords(data, { index, bitWidth: type.bitWidth }), type.scale);
  if (DataType.isTimestamp(type)) {
    const suffix = isEmptyText(type.timezone) ? "" : "Z";
    return (index) => formatTime(BigInt(data.values[index]) * nanosPerUnit(type.unit), suffix);
  }
  if (DataType.isDate(type)) {
    const nanosPerStep = type.unit === DateUnit.DAY ? 86_400_000_000_000n : 1_000_000n;
    return (index) => formatTime(BigInt(data.values[index]) * nanosPerStep, "").slice(0, "0000-00-00".length);
  }
  if (DataType.isBool(type)) return (index) => readBit(data, data.offset + index);
  if (DataType.isDictionary(type) && readKind(type) === "text") return (index) => readDictionary(data, index);
  return () => `a value of type ${String(type)}`;
}

function readBit(data: Data, bit: number): string {
  return ((data.values[bit >> 3] >> (bit & 7)) & 1) === 1 ? "true" : "false";
}

const strictText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeText(data: Data, index: number): string {
  const start = Number(data.valueOffsets[index]);
  const end = Number(data.valueOffsets[index + 1]);
  if (start < 0 || end < start || end > data.values.length) throw new RangeError("text outside its buffer");
  return strictText.decode(data.values.subarray(start, end));
}

function readDictionary(data: Data, index: number): string {
  let at = Number(data.values[index]);
  for (const part of data.dictionary?.data ?? []) {
    if (at < part.length) return readCells(part)(at) ?? "";
    at -= part.length;
  }
  throw new RangeError("a dictionary index without an entry");
}

/** Little-endian words of 32 bits, two's complement. */
function readWords(data: Data, { index, bitWidth }: { index: number; bitWidth: number }): bigint {
  const stride = bitWidth / 32;
  let value = 0n;
  for (let word = stride - 1; word >= 0; word -= 1) value = (value << 32n) | BigInt(data.values[index * stride + word] >>> 0);
  return BigInt.asIntN(bitWidth, value);
}

function formatDecimal(value: bigint, scale: number): string {
  if (scale < 0) return (value * 10n ** BigInt(-scale)).toString();
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, "0");
  const units = digits.slice(0, digits.length - scale);
  return `${value < 0n ? "-" : ""}${units}${scale === 0 ? "" : `.${digits.slice(units.length)}`}`;
}

function nanosPerUnit(unit: TimeUnit): bigint {
  const nanos: Readonly<Record<TimeUnit, bigint>> = {
    [TimeUnit.SECOND]: 1_000_000_000n,
    [TimeUnit.MILLISECOND]: 1_000_000n,
    [TimeUnit.MICROSECOND]: 1_000n,
    [TimeUnit.NANOSECOND]: 1n,
  };
  return nanos[unit];
}

/** RFC 3339 with six decimals, or nine where the file states more; a time outside the calendar stays a number that nobody takes for a time. */
function formatTime(nanos: bigint, suffix: string): string {
  const rest = ((nanos % 1000n) + 1000n) % 1000n;
  const micros = boundInstant((nanos - rest) / 1000n, "");
  if (!micros.ok) return `${nanos} ns`;
  const more = rest === 0n ? "" : rest.toString().padStart(3, "0");
  return `${formatInstant(micros.value).slice(0, -1)}${more}${suffix}`;
}
