import { assert } from "@tributary/domain";
import type { Query, SealedSource } from "@tributary/queries";
import { type ColumnChunk, createChunkOpener } from "./column-chunk.ts";
import type { Binding, Database } from "./database.ts";
import type { PlainValue } from "./engine-values.ts";
import type { Sealing } from "./sealing/sealing.ts";

/** What answers queries; one of sealed columns needs what unseals them. */
export interface QuerySource extends Pick<Database, "select"> {
  readonly sealing?: Sealing;
}

/** All rows of a named query, sealed columns as plain text. Errors: KEY_MISSING, KEY_WRONG where there are such values. */
export async function runQuery<Parameters, Row>(
  source: QuerySource,
  query: Query<Parameters, Row>,
  parameters: Parameters,
): Promise<readonly Row[]> {
  const rows = await source.select(query.sql, bind(query, parameters));
  return rows.map((values) => toRow(query, values, source.sealing));
}

/** The rows of a named query in pieces. */
export async function* streamQuery<Parameters, Row>(
  { database, sealing }: { readonly database: Database; readonly sealing: Sealing },
  query: Query<Parameters, Row>,
  parameters: Parameters,
): AsyncGenerator<readonly Row[], void> {
  for await (const rows of database.stream(query.sql, bind(query, parameters)))
    yield rows.map((values) => toRow(query, values, sealing));
}

/** The rows of a named query column by column; none of its columns is sealed. */
export async function* streamColumns<Parameters, Row>(
  database: Database,
  query: Query<Parameters, Row>,
  parameters: Parameters,
): AsyncGenerator<ColumnChunk, void> {
  assert(
    query.columns.every(({ sealed }) => sealed === undefined),
    "sealed columns are read row by row",
  );
  const open = createChunkOpener(query.columns.map(({ key }) => key));
  for await (const chunk of database.streamChunks(query.sql, bind(query, parameters))) yield open(chunk);
}

function bind<Parameters, Row>(query: Query<Parameters, Row>, parameters: Parameters): Binding[] {
  const values = new Map<string, unknown>(Object.entries(parameters ?? {}));
  return query.parameters.map(({ name, key, type }) => ({ name, type, value: toPlain(values.get(key), `${query.name} ${key}`) }));
}

function toPlain(value: unknown, place: string): PlainValue {
  if (value === null) return null;
  if (typeof value === "string" || typeof value === "bigint" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item) => toPlain(item, place));
  throw new Error(`broken invariant: ${place} is bound to text, an exact integer, truth, a list of these or null`);
}

/** The one place that trusts the generated types: the engine gave these columns when the query was generated, and a test binds every query. */
function toRow<Parameters, Row>(query: Query<Parameters, Row>, values: readonly PlainValue[], sealing: Sealing | undefined): Row {
  const row: Record<string, PlainValue> = {};
  for (let index = 0; index < query.columns.length; index += 1) {
    const column = query.columns[index];
    const value = values[index] ?? null;
    if (column === undefined) continue;
    if (value === null && !column.isNullable)
      throw new Error(`broken invariant: ${query.name} has no value in ${column.name}, which is never empty`);
    row[column.key] = column.sealed === undefined ? value : unseal(value, { sealed: column.sealed, query, values, sealing });
  }
  return row as Row;
}

interface SealedCell {
  readonly sealed: SealedSource;
  readonly query: Pick<Query<unknown, unknown>, "name" | "columns">;
  readonly values: readonly PlainValue[];
  readonly sealing: Sealing | undefined;
}

function unseal(value: PlainValue, { sealed, query, values, sealing }: SealedCell): PlainValue {
  if (typeof value !== "string") return value;
  const rowId = values[query.columns.findIndex(({ name }) => name === sealed.rowId)];
  if (sealing === undefined || typeof rowId !== "string")
    throw new Error(`broken invariant: ${query.name} gives ${sealed.column} with the id of its row, to a reader that can unseal`);
  return sealing.unseal({ column: sealed.column, rowId }, value);
}
