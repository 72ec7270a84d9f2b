/**
 * Writes queries/src/generated/ from queries/: one typed constant a query, its types taken from the engine after the schema is applied.
 * `node packages/store/generate-queries.mjs` writes; with `--check` it writes nothing and fails, naming the files that differ.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

const queriesDirectory = join(dirname(fileURLToPath(import.meta.url)), "../../queries");
const generatedDirectory = join(queriesDirectory, "src/generated");

/** What a column's or parameter's name says about its meaning, where the engine's type alone does not. */
const domainTypes = new Map([
  ["account", "AccountId"],
  ["accounts", "AccountId"],
  ["from", "AccountId"],
  ["to", "AccountId"],
  ["asset", "AssetId"],
  ["atoms", "Atoms"],
  ["source", "SourceName"],
  ["transfer_id", "TransferId"],
  ["precision", "Precision"],
  ["category", "StopCategory"],
  ["report_id", "Digest"],
  ["party_id", "Digest"],
  ["version_id", "Digest"],
  ["payment_id", "Digest"],
  ["record_id", "Digest"],
  ["digest", "Digest"],
]);
const builtInTypes = new Set(["string", "bigint", "number", "boolean"]);

const engineTypes = new Map([
  ["VARCHAR", "string"],
  ["BIGNUM", "bigint"],
  ["BIGINT", "bigint"],
  ["INTEGER", "number"],
  ["UINTEGER", "number"],
  ["BOOLEAN", "boolean"],
  ["TIMESTAMP", "UtcMicros"],
  ["VARCHAR[]", "readonly string[]"],
  ["TIMESTAMP[]", "readonly UtcMicros[]"],
]);

async function generate() {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  for (const migration of readMigrations()) await connection.run(migration.sql);
  const files = new Map([["migrations.ts", writeMigrations(readMigrations())]]);
  const layers = readdirSync(queriesDirectory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readSqlFiles(join(entry.name, "read")).length > 0)
    .map((entry) => entry.name)
    .sort();
  for (const layer of layers) files.set(`${layer}.ts`, await writeQueries(connection, join(layer, "read")));
  files.set("checks.ts", await writeQueries(connection, "checks"));
  const modules = [...files.keys()].sort().map((name) => `export * from "./${name}";`);
  files.set("index.ts", `${modules.join("\n")}\n`);
  connection.closeSync();
  instance.closeSync();
  return files;
}

function readSqlFiles(folder) {
  try {
    return readdirSync(join(queriesDirectory, folder))
      .filter((name) => name.endsWith(".sql"))
      .sort();
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  }
}

function readMigrations() {
  return readSqlFiles("schema").map((name) => ({
    name: name.replace(/\.sql$/, ""),
    sql: readFileSync(join(queriesDirectory, "schema", name), "utf8"),
  }));
}

function writeMigrations(migrations) {
  const entries = migrations.map(({ name, sql }) => `  {\n    name: ${JSON.stringify(name)},\n    sql: ${quote(sql)},\n  },\n`);
  return `import type { Migration } from "../query.ts";\n\nexport const migrations: readonly Migration[] = [\n${entries.join("")}];\n`;
}

async function writeQueries(connection, folder) {
  const units = [];
  const imports = new Set();
  for (const file of readSqlFiles(folder)) {
    const text = readFileSync(join(queriesDirectory, folder, file), "utf8");
    const query = await describe(connection, { file: `${folder}/${file}`, text });
    for (const type of [...query.columns, ...query.parameters].flatMap((field) => field.imports)) imports.add(type);
    units.push(writeQuery(query));
  }
  const domain = [...imports].sort();
  const heads = domain.length === 0 ? [] : [`import type { ${domain.join(", ")} } from "@tributary/domain";`];
  return `${[...heads, 'import type { Query } from "../query.ts";', "", ...units].join("\n")}`;
}

async function describe(connection, { file, text }) {
  const header = readHeader(file, text);
  const prepared = await connection.prepare(text);
  const columns = [];
  for (let index = 0; index < prepared.columnCount; index += 1) {
    const name = prepared.columnName(index);
    columns.push(describeField(name, prepared.columnType(index).toString(), header));
  }
  const parameters = new Map();
  for (const [, name, type] of text.matchAll(/\$([a-z_]+)::([A-Z]+(?:\[\])?)/g)) parameters.set(name, type);
  const uncast = [...text.matchAll(/\$([a-z_]+)(?!\w|::)/g)].map(([whole]) => whole);
  if (uncast.length > 0) throw new Error(`${file}: parameters without a cast: ${uncast.join(", ")}`);
  prepared.destroySync();
  checkSealed(file, header.sealed, columns);
  return {
    file,
    text,
    name: header.name,
    grain: header.grain,
    columns,
    parameters: [...parameters].map(([name, type]) => describeField(name, type, header)),
  };
}

/** Ciphertext is text, and its row's natural key must be at hand, never empty where the text is not. */
function checkSealed(file, sealed, columns) {
  for (const [name, { column, rowId }] of sealed) {
    const types = [name, rowId].map((wanted) => columns.find((candidate) => candidate.name === wanted)?.type);
    if (types.some((type) => type !== "VARCHAR"))
      throw new Error(`${file}: sealed ${name} and its row id ${rowId} must be columns of text`);
    if (!/^[a-z_]+\.[a-z_]+\.[a-z_]+$/.test(column))
      throw new Error(`${file}: sealed ${name} must name schema, table and column`);
  }
}

function readHeader(file, text) {
  const lines = text.split("\n").filter((line) => line.startsWith("-- "));
  const name = /^-- query: ([a-z0-9_]+)$/.exec(lines[0] ?? "")?.[1];
  if (name === undefined || !file.endsWith(`/${name}.sql`)) throw new Error(`${file}: the first comment must name the file`);
  const grain = /^-- (One row.*\.)$/.exec(lines[1] ?? "")?.[1];
  if (grain === undefined) throw new Error(`${file}: the second comment must state the grain, "One row per …."`);
  const list = (key) =>
    lines.filter((line) => line.startsWith(`-- ${key}: `)).flatMap((line) => line.slice(key.length + 5).split(", "));
  return {
    name,
    grain,
    nullable: new Set([...list("nullable"), ...list("optional")]),
    types: new Map(list("type").map((entry) => entry.split(" "))),
    sealed: new Map(
      list("sealed").map((entry) => {
        const [column, source, rowId] = entry.split(" ");
        return [column, { column: source, rowId }];
      }),
    ),
  };
}

function describeField(name, engineType, header) {
  const plain = engineTypes.get(engineType);
  if (plain === undefined) throw new Error(`${header.name}: ${name} is a ${engineType}, which no caller can read exactly`);
  const named = header.types.get(name) ?? (name.endsWith("sha256") ? "Digest" : domainTypes.get(name));
  const isArray = engineType.endsWith("[]");
  const base = named === undefined || plain.endsWith("UtcMicros") ? plain.replace(/^readonly (.*)\[\]$/, "$1") : named;
  const isNullable = header.nullable.has(name);
  return {
    name,
    key: toKey(name),
    type: engineType,
    isNullable,
    ...(header.sealed.has(name) ? { sealed: header.sealed.get(name) } : {}),
    imports: base.split("|").filter((type) => /^[A-Z]/.test(type) && !builtInTypes.has(type)),
    typescript: `${isArray ? `readonly ${base}[]` : base.split("|").join(" | ")}${isNullable ? " | null" : ""}`,
  };
}

function toKey(name) {
  return name.replace(/_utc$/, "").replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

function writeQuery(query) {
  const base = toKey(query.name);
  const type = `${base.charAt(0).toUpperCase()}${base.slice(1)}`;
  const fields = (list) => list.map((field) => `  readonly ${field.key}: ${field.typescript};\n`).join("");
  const entries = (list) =>
    list
      .map(({ name, key, type, isNullable, sealed }) => `    ${JSON.stringify({ name, key, type, isNullable, sealed })},\n`)
      .join("");
  const parameters = query.parameters.length === 0 ? "Readonly<Record<string, never>>" : `{\n${fields(query.parameters)}}`;
  return `export type ${type}Parameters = ${parameters};

export interface ${type}Row {
${fields(query.columns)}}

/** ${query.grain} */
export const ${base}: Query<${type}Parameters, ${type}Row> = {
  name: ${JSON.stringify(query.file.replace(/\.sql$/, ""))},
  grain: ${JSON.stringify(query.grain)},
  parameters: [
${entries(query.parameters)}  ],
  columns: [
${entries(query.columns)}  ],
  sql: ${quote(query.text)},
};
`;
}

function quote(text) {
  return `\`${text.replace(/[\\`]|\$\{/g, (match) => `\\${match}`)}\``;
}

const files = await generate();
const stale = [...files].filter(([name, text]) => readOrNothing(join(generatedDirectory, name)) !== text).map(([name]) => name);
const extra = readdirOrNothing(generatedDirectory).filter((name) => !files.has(name));
if (process.argv.includes("--check")) {
  if (stale.length + extra.length > 0) {
    console.error(`not as generated: ${[...stale, ...extra].join(", ")}; run node packages/store/generate-queries.mjs`);
    process.exitCode = 1;
  }
} else {
  mkdirSync(generatedDirectory, { recursive: true });
  for (const name of stale) writeFileSync(join(generatedDirectory, name), files.get(name));
}

function readOrNothing(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function readdirOrNothing(path) {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
