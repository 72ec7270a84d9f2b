import {
  BIGINT,
  BIGNUM,
  BOOLEAN,
  DuckDBListValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";

/** What crosses the border to the engine: text, exact integers (amounts, counts, microseconds), truth, or lists of them. */
export type PlainValue = string | bigint | number | boolean | null | readonly PlainValue[];

const engineTypes: ReadonlyMap<string, DuckDBType> = new Map<string, DuckDBType>([
  ["VARCHAR", VARCHAR],
  ["TIMESTAMP", TIMESTAMP],
  ["BIGNUM", BIGNUM],
  ["BIGINT", BIGINT],
  ["INTEGER", INTEGER],
  ["BOOLEAN", BOOLEAN],
  ["VARCHAR[]", LIST(VARCHAR)],
  ["TIMESTAMP[]", LIST(TIMESTAMP)],
  ["BIGINT[]", LIST(BIGINT)],
]);

/** The engine's type of that name. Values are always bound with it: the engine's own guess loses amounts above 2^127. */
export function engineType(name: string): DuckDBType {
  const type = engineTypes.get(name);
  if (type === undefined) throw new Error(`broken invariant: the store binds no ${name}`);
  return type;
}

/** A value in the form that the engine takes for a type. */
export function toEngine(value: PlainValue, type: string): DuckDBValue {
  if (value === null) return null;
  if (typeof value === "object") {
    const element = type.endsWith("[]") ? type.slice(0, -2) : type;
    return listValue(value.map((item) => toEngine(item, element)));
  }
  if (type === "TIMESTAMP" && typeof value === "bigint") return new DuckDBTimestampValue(value);
  if (type === "INTEGER" && typeof value === "bigint") return Number(value);
  return value;
}

/** A value of the engine in plain form; times as microseconds. A type that could lose something is our mistake and crashes. */
export function fromEngine(value: DuckDBValue | undefined): PlainValue {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return value;
  if (value instanceof DuckDBTimestampValue) return value.micros;
  if (value instanceof DuckDBListValue) return value.items.map(fromEngine);
  throw new Error("broken invariant: a query returns only text, exact integers, truth, times and lists of them");
}
