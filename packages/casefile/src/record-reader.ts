import { fail, type Locator, parseInstant, type Result, type UtcMicros, unwrap } from "@tributary/domain";

/** Reads the fields of one JSON object; throws BUNDLE_CHANGED with file, line and key where a field is not what it must be. */
export interface RecordReader {
  has(key: string): boolean;
  text(key: string): string;
  optionalText(key: string): string | null;
  texts(key: string): readonly string[];
  integer(key: string): number;
  optionalInteger(key: string): number | null;
  bigint(key: string): bigint;
  instant(key: string): UtcMicros;
  optionalInstant(key: string): UtcMicros | null;
  choice<Choice extends string>(key: string, choices: readonly Choice[]): Choice;
  /** A text that a domain parser reads. */
  parsed<Value>(key: string, parse: (text: string) => Result<Value>): Value;
  record(key: string): RecordReader;
  optionalRecord(key: string): RecordReader | null;
  records(key: string): readonly RecordReader[];
}

/** Reads a file of one JSON object a line. */
export function readRecords(file: string, text: string): RecordReader[] {
  if (text === "") return [];
  if (!text.endsWith("\n"))
    fail("BUNDLE_CHANGED", { found: "a last line without an end", expected: "whole lines", where: { file } });
  return text
    .slice(0, -1)
    .split("\n")
    .map((line, index) => {
      const where = { file, line: index + 1 };
      return readRecord(parseLine(line, where), where);
    });
}

function parseLine(line: string, where: Locator): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return fail("BUNDLE_CHANGED", { found: line, expected: "one JSON object", where });
  }
}

function readRecord(value: unknown, where: Locator): RecordReader {
  if (!isObject(value)) fail("BUNDLE_CHANGED", { found: showValue(value), expected: "a JSON object", where });
  const at = (key: string): Locator => ({ ...where, path: where.path === undefined ? key : `${where.path}.${key}` });
  const wrong = (key: string, expected: string): never =>
    fail("BUNDLE_CHANGED", { found: showValue(value[key]), expected, where: at(key) });
  const text = (key: string): string => {
    const field = value[key];
    return typeof field === "string" ? field : wrong(key, "text");
  };
  const integer = (key: string): number => {
    const field = value[key];
    return typeof field === "number" && Number.isSafeInteger(field) ? field : wrong(key, "a whole number");
  };
  const list = (key: string): readonly unknown[] => {
    const field = value[key];
    return Array.isArray(field) ? field : wrong(key, "a list");
  };
  const parsed = <Value>(key: string, parse: (text: string) => Result<Value>): Value => unwrap(parse(text(key)), at(key));
  const optional = <Value>(key: string, read: (key: string) => Value): Value | null => (value[key] === null ? null : read(key));
  const record = (key: string): RecordReader => readRecord(value[key], at(key));
  const instant = (key: string): UtcMicros => parsed(key, parseInstant);
  return {
    has: (key) => key in value,
    text,
    integer,
    parsed,
    record,
    instant,
    optionalText: (key) => optional(key, text),
    optionalInteger: (key) => optional(key, integer),
    optionalInstant: (key) => optional(key, instant),
    optionalRecord: (key) => optional(key, record),
    texts: (key) => list(key).map((item) => (typeof item === "string" ? item : wrong(key, "a list of texts"))),
    records: (key) => list(key).map((item, index) => readRecord(item, at(`${key}[${index}]`))),
    bigint: (key) => (/^-?[0-9]{1,90}$/.test(text(key)) ? BigInt(text(key)) : wrong(key, "decimal digits")),
    choice: (key, choices) => choices.find((choice) => choice === text(key)) ?? wrong(key, choices.join(", ")),
  };
}

function showValue(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
