import type { LedgerRows } from "./ledger-rows.ts";

/** A value as the engine's columns hold it; times are microseconds, amounts atoms. */
export type FactValue = string | bigint | null | readonly string[];

type FactColumnType = "VARCHAR" | "TIMESTAMP" | "BIGNUM" | "BIGINT" | "INTEGER" | "VARCHAR[]";

export interface FactColumn {
  readonly name: string;
  readonly type: FactColumnType;
}

/** A table of append-only facts: the first `keyCount` columns are its natural key, the rest its content; then comes the record it rests on. */
export interface FactTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly FactColumn[];
  readonly keyCount: number;
  /** Columns that say where a row stands, not what it says: kept of the first record, never compared and never hashed. */
  readonly incidental: ReadonlySet<string>;
  /** Columns that older stores were made without, with what their rows say since: such a row hashes as it did. They come last. */
  readonly later: ReadonlyMap<string, string>;
  /** Other content under a known key means that the whole import is of another chain: it ends, instead of one record being kept apart. */
  readonly isOfOneChain: boolean;
  /** Values of the rows in the order of `columns`. */
  readonly encode: (rows: LedgerRows) => readonly (readonly FactValue[])[];
}

export interface FactTableDefinition<Row> {
  /** `ledger.transfer`. */
  readonly table: string;
  readonly key: readonly string[];
  readonly content: readonly string[];
  readonly incidental?: readonly string[];
  readonly later?: Readonly<Record<string, string>>;
  readonly isOfOneChain?: boolean;
  readonly select: (rows: LedgerRows) => readonly Row[] | undefined;
  readonly values: (row: Row) => readonly FactValue[];
}

/** Columns are written `name TYPE`; without a type they are text. */
export function defineFactTable<Row>(definition: FactTableDefinition<Row>): FactTable {
  const [schema = "", name = ""] = definition.table.split(".");
  return {
    schema,
    name,
    columns: [...definition.key, ...definition.content].map(readColumn),
    keyCount: definition.key.length,
    incidental: new Set(definition.incidental),
    later: new Map(Object.entries(definition.later ?? {})),
    isOfOneChain: definition.isOfOneChain === true,
    encode: (rows) => definition.select(rows)?.map(definition.values) ?? [],
  };
}

function readColumn(text: string): FactColumn {
  const [name = "", type = "VARCHAR"] = text.split(" ");
  const known = columnTypes.find((candidate) => candidate === type);
  if (known === undefined) throw new Error(`broken invariant: column ${text} has a type of the engine`);
  return { name, type: known };
}

const columnTypes: readonly FactColumnType[] = ["VARCHAR", "TIMESTAMP", "BIGNUM", "BIGINT", "INTEGER", "VARCHAR[]"];

const keySeparator = "\u001f";

/** The natural key as one text, equal to what `keyExpression` gives in the engine. */
export function keyText(table: FactTable, values: readonly FactValue[]): string {
  let text = String(values[0]);
  for (let index = 1; index < table.keyCount; index += 1) text += keySeparator + String(values[index]);
  return text;
}

/** The same text in SQL, for the columns of `alias`. */
export function keyExpression(table: FactTable, alias: string): string {
  return table.columns
    .slice(0, table.keyCount)
    .map(({ name, type }) => (type === "TIMESTAMP" ? `epoch_us(${alias}."${name}")::VARCHAR` : `${alias}."${name}"`))
    .join(" || chr(31) || ");
}

export function tableName(table: FactTable): string {
  return `${table.schema}.${table.name}`;
}

export function isSameValue(a: FactValue, b: FactValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return false;
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
