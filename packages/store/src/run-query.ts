import type { Query } from "@tributary/queries";
import type { Binding, Database } from "./database.ts";
import type { PlainValue } from "./engine-values.ts";

/** All rows of a named query. */
export async function runQuery<Parameters, Row>(
  database: Pick<Database, "select">,
  query: Query<Parameters, Row>,
  parameters: Parameters,
): Promise<readonly Row[]> {
  const rows = await database.select(query.sql, bind(query, parameters));
  return rows.map((values) => toRow(query, values));
}

/** The rows of a named query in pieces. */
export async function* streamQuery<Parameters, Row>(
  database: Database,
  query: Query<Parameters, Row>,
  parameters: Parameters,
): AsyncGenerator<readonly Row[], void> {
  for await (const rows of database.stream(query.sql, bind(query, parameters))) yield rows.map((values) => toRow(query, values));
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
function toRow<Parameters, Row>(query: Query<Parameters, Row>, values: readonly PlainValue[]): Row {
  const row: Record<string, PlainValue> = {};
  for (let index = 0; index < query.columns.length; index += 1) {
    const column = query.columns[index];
    const value = values[index] ?? null;
    if (column === undefined) continue;
    if (value === null && !column.isNullable)
      throw new Error(`broken invariant: ${query.name} has no value in ${column.name}, which is never empty`);
    row[column.key] = value;
  }
  return row as Row;
}
