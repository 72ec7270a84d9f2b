import type { LedgerRows } from "./ledger-rows.ts";

/** A value as the engine's columns hold it; times are microseconds, amounts atoms. */
export type FactValue = string | bigint | boolean | null | readonly string[];

type FactColumnType = "VARCHAR" | "TIMESTAMP" | "BIGNUM" | "BIGINT" | "INTEGER" | "BOOLEAN" | "VARCHAR[]";

/**
 * `sealed`: text that is ciphertext on the disk. `blind`: text of which a keyed digest alone is written. `recorded`: when the store
 * took the row in; the store's clock fills it. Facts carry the plain value.
 */
type FactColumnCare = "plain" | "sealed" | "blind" | "recorded";

export interface FactColumn {
  readonly name: string;
  /** As the engine holds it. */
  readonly type: FactColumnType;
  readonly care: FactColumnCare;
}

/** A table of append-only facts: the first `keyCount` columns are its natural key, the rest its content; then comes the record it rests on. */
export interface FactTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly FactColumn[];
  readonly keyCount: number;
  /** Columns that say where a row stands, not what it says: kept of the first record, never compared and never hashed. */
  readonly incidental: ReadonlySet<string>;
  /** Where rows with a known key are looked for: the table, or a view of it and of what went aside. */
  readonly known: string;
  /** Columns that follow the standing version where reports state the row: the payment states and compares them. */
  readonly settled: ReadonlySet<string>;
  /** Columns that older stores were made without, with what their rows say since: such a row hashes as it did. They come last. */
  readonly later: ReadonlyMap<string, string>;
  /** Other content under a known key means that the whole import is of another chain: it ends, instead of one record being kept apart. */
  readonly isOfOneChain: boolean;
  /** Places in `columns` of the sealed and of the blind ones. */
  readonly sealed: readonly number[];
  readonly blind: readonly number[];
  /** Values of the rows in the order of `columns`, all plain. */
  readonly encode: (rows: LedgerRows) => readonly (readonly FactValue[])[];
}

export interface FactTableDefinition<Row> {
  /** `ledger.transfer`. */
  readonly table: string;
  readonly key: readonly string[];
  readonly content: readonly string[];
  readonly incidental?: readonly string[];
  readonly known?: string;
  readonly settled?: readonly string[];
  readonly later?: Readonly<Record<string, string>>;
  readonly isOfOneChain?: boolean;
  readonly select: (rows: LedgerRows) => readonly Row[] | undefined;
  readonly values: (row: Row) => readonly FactValue[];
}

/** Columns are written `name TYPE`; without a type they are text. `SEALED`, `BLIND` and `RECORDED` say how a column is cared for. */
export function defineFactTable<Row>(definition: FactTableDefinition<Row>): FactTable {
  const [schema = "", name = ""] = definition.table.split(".");
  const columns = [...definition.key, ...definition.content].map(readColumn);
  const placesOf = (care: FactColumnCare) => columns.flatMap((column, index) => (column.care === care ? [index] : []));
  return {
    schema,
    name,
    columns,
    sealed: placesOf("sealed"),
    blind: placesOf("blind"),
    keyCount: definition.key.length,
    incidental: new Set([...(definition.incidental ?? []), ...recordedColumns(definition)]),
    known: definition.known ?? definition.table,
    settled: new Set(definition.settled ?? []),
    later: new Map(Object.entries(definition.later ?? {})),
    isOfOneChain: definition.isOfOneChain === true,
    encode: (rows) => definition.select(rows)?.map(definition.values) ?? [],
  };
}

/** When a row was taken in says nothing about what it says. */
function recordedColumns<Row>({ key, content }: FactTableDefinition<Row>): readonly string[] {
  return [...key, ...content].map(readColumn).flatMap(({ name, care }) => (care === "recorded" ? [name] : []));
}

function readColumn(text: string): FactColumn {
  const [name = "", type = "VARCHAR"] = text.split(" ");
  const cared = caredTypes.get(type);
  if (cared !== undefined) return { name, ...cared };
  const known = columnTypes.find((candidate) => candidate === type);
  if (known === undefined) throw new Error(`broken invariant: column ${text} has a type of the engine`);
  return { name, type: known, care: "plain" };
}

const columnTypes: readonly FactColumnType[] = ["VARCHAR", "TIMESTAMP", "BIGNUM", "BIGINT", "INTEGER", "BOOLEAN", "VARCHAR[]"];

const caredTypes: ReadonlyMap<string, Omit<FactColumn, "name">> = new Map([
  ["SEALED", { type: "VARCHAR", care: "sealed" }],
  ["BLIND", { type: "VARCHAR", care: "blind" }],
  ["RECORDED", { type: "TIMESTAMP", care: "recorded" }],
]);

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
