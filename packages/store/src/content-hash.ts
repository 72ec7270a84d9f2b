import { createHash, type Hash } from "node:crypto";
import type { Digest } from "@tributary/domain";
import type { Database } from "./database.ts";
import type { PlainValue } from "./engine-values.ts";
import { type FactColumn, type FactTable, keyExpression, tableName } from "./fact-table.ts";
import { factTables } from "./fact-tables.ts";
import type { Sealing } from "./sealing/sealing.ts";

interface HashContext {
  readonly database: Database;
  readonly sealing: Sealing;
}

/**
 * SHA-256 over all that was ingested. Each table gives one text a row, its fields preceded by their length so that no two rows look alike, in
 * the order of those texts. Which record states which row is hashed as a set: the order in which files came in does not matter. Sealed values are
 * hashed as plain text, inside this process, and blind ones left out: the key does not matter.
 * Errors: KEY_MISSING, KEY_WRONG where there are sealed values.
 */
export async function hashContent(context: HashContext): Promise<Digest> {
  const hash = createHash("sha256").update("tributary store content 1\n");
  for (const section of sections()) {
    if (section.name !== null) hash.update(`${section.name}\n`);
    await section.add(hash, context);
  }
  return hash.digest("hex") as Digest;
}

interface Section {
  /** A heading; null where a store without any such row hashes as it did before there was the table. */
  readonly name: string | null;
  readonly add: (hash: Hash, context: HashContext) => Promise<void>;
}

function sections(): Section[] {
  return [
    lines("source.file", selectLines("source.file", [field("t.sha256"), field("t.byte_count::VARCHAR")])),
    { name: "source.receipt", add: addReceipts },
    lines("source.record", selectLines("source.record", ["file_sha256", "locator", "raw_sha256"].map(textField))),
    ...factTables.map(contentSection),
    ...factTables.map((table) => lines(`${tableName(table)} records`, selectStatements(table))),
    { name: "ingest.quarantine", add: addQuarantine },
    ...factTables.filter(({ settled }) => settled.size > 0).map(asideSection),
  ];
}

/** A section whose lines the engine makes whole. */
function lines(name: string, sql: string): Section {
  return {
    name,
    add: async (hash, { database }) => {
      for await (const rows of database.stream(sql)) for (const [line] of rows) hash.update(`${line}\n`);
    },
  };
}

/** Rows that no standing version of a report states. Their place is that of no version. */
function asideSection(table: FactTable): Section {
  const { columns, incidental, settled } = table;
  const fields = columns.filter(({ name }) => !incidental.has(name) && !settled.has(name)).map(fieldExpression);
  const aside = `${tableName(table)}_superseded`;
  const heading = field(`'${aside}'`);
  return { ...lines(aside, selectLines(aside, [heading, ...fields])), name: null };
}

function contentSection(table: FactTable): Section {
  const name = tableName(table);
  const columns = table.columns.filter(({ name, care }) => !table.incidental.has(name) && care !== "blind");
  const fields = columns.map((column) => hashedField(column, table.later.get(column.name)));
  if (!columns.some(({ care }) => care === "sealed")) return lines(name, selectLines(name, fields));
  const selected = columns.map((column, index) => (column.care === "sealed" ? `t."${column.name}"` : fields[index]));
  // No two rows share a key, so that the order of the keys is the order of the lines.
  const order = fields.slice(0, table.keyCount).join(" || ");
  const sql = `SELECT ${selected.join(", ")}, ${keyExpression(table, "t")} FROM ${name} AS t ORDER BY ${order}`;
  const sealed = columns.map(({ name: column, care }) => (care === "sealed" ? `${name}.${column}` : undefined));
  return { name, add: (hash, context) => addUnsealed(hash, context, { sql, sealed }) };
}

/** Hashes rows of fields with their row's id behind them; fields of a sealed column are ciphertext still. */
async function addUnsealed(
  hash: Hash,
  { database, sealing }: HashContext,
  { sql, sealed }: { readonly sql: string; readonly sealed: readonly (string | undefined)[] },
): Promise<void> {
  for await (const rows of database.stream(sql))
    for (const row of rows) {
      const rowId = String(row[sealed.length]);
      const fields = sealed.map((column, index) => {
        const value = row[index] ?? null;
        if (column === undefined) return String(value);
        return plainField(value === null ? null : sealing.unseal({ column, rowId }, String(value)));
      });
      hash.update(`${fields.join("")}\n`);
    }
}

/** One receipt a name, kind and submitter: few enough to be put in order here. */
async function addReceipts(hash: Hash, { database, sealing }: HashContext): Promise<void> {
  const texts: string[] = [];
  const sql = "SELECT t.file_sha256, t.kind, t.origin, t.submitter, t.licence FROM source.receipt AS t";
  for await (const rows of database.stream(sql))
    for (const [file, kind, origin, submitter, licence] of rows) {
      const place = { column: "source.receipt.origin", rowId: String(file) };
      const plain: readonly PlainValue[] = [
        file ?? null,
        kind ?? null,
        sealing.unseal(place, String(origin)),
        submitter ?? null,
        licence ?? null,
      ];
      texts.push(plain.map(plainField).join(""));
    }
  for (const text of texts.sort(compareBytes)) hash.update(`${text}\n`);
}

function addQuarantine(hash: Hash, context: HashContext): Promise<void> {
  const key = ["file_sha256", "locator"].map(textField);
  const sql = `SELECT ${[...key, textField("raw_sha256"), "t.findings", "t.raw"].join(", ")}, t.file_sha256 || chr(31) || t.locator
    FROM ingest.quarantine_open AS t ORDER BY ${key.join(" || ")}`;
  const sealed = [undefined, undefined, undefined, "ingest.quarantine.findings", "ingest.quarantine.raw"];
  return addUnsealed(hash, context, { sql, sealed });
}

/** As the engine orders text: by its bytes. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, "utf8"), Buffer.from(b, "utf8"));
}

function hashedField(column: FactColumn, before: string | undefined): string {
  const expression = fieldExpression(column);
  return before === undefined ? expression : `CASE WHEN t."${column.name}" = '${before}' THEN '' ELSE ${expression} END`;
}

function selectLines(table: string, fields: readonly string[]): string {
  return `SELECT ${fields.join(" || ")} AS line FROM ${table} AS t ORDER BY line`;
}

function selectStatements(table: FactTable): string {
  const fields = [field("t.row_key"), field("t.file_sha256"), field("t.locator")].join(" || ");
  return `SELECT ${fields} AS line FROM (
    SELECT ${plainKey(table, keyExpression(table, "f"))} AS row_key, f.file_sha256, f.locator FROM ${table.known} AS f
    UNION ALL
    SELECT ${plainKey(table, "r.row_key")}, r.file_sha256, r.locator FROM source.repeat AS r WHERE r.table_name = '${tableName(table)}'
  ) AS t ORDER BY line`;
}

/** Characters of a separator and a keyed digest. */
const blindKeyLength = 65;

/** A key without the keyed digest at its end, which another key would make another text. */
function plainKey({ columns, keyCount }: FactTable, expression: string): string {
  const isBlind = columns[keyCount - 1]?.care === "blind";
  return isBlind ? `left(${expression}, length(${expression}) - ${blindKeyLength})` : expression;
}

function textField(name: string): string {
  return field(`t."${name}"::VARCHAR`);
}

function fieldExpression({ name, type }: FactColumn): string {
  if (type === "TIMESTAMP") return field(`epoch_us(t."${name}")::VARCHAR`);
  if (type === "VARCHAR[]")
    return field(`array_to_string(list_transform(t."${name}", lambda x: strlen(x)::VARCHAR || ':' || x), ',')`);
  return textField(name);
}

/** A field that cannot run into the next: its length in bytes, then itself; "-" for none. */
function field(expression: string): string {
  return `coalesce(strlen(${expression})::VARCHAR || ':' || ${expression} || ',', '-,')`;
}

/** The same field of a value at hand. */
function plainField(value: PlainValue): string {
  return value === null ? "-," : `${Buffer.byteLength(String(value))}:${String(value)},`;
}
