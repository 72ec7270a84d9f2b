// The same ledger as the tables that engines load: Parquet of numbers, the transfer table with names, and CSV where an engine reads nothing else.
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { BIGINT, DECIMAL, DuckDBDataChunk, DuckDBInstance, UINTEGER, UTINYINT } from "@duckdb/node-api";
import { readColumn } from "./ledger-files.js";
import { assets } from "./make-ledger.js";

const chunkRows = 2048;

/** Each table: the query that makes it from `moved`, and how it is written. */
const tables = {
  "transfers.parquet": ["FROM moved", "FORMAT parquet, COMPRESSION zstd"],
  "edges.parquet": ["SELECT payer, payee, place FROM moved", "FORMAT parquet"],
  "edges.csv": ["SELECT place, payer, payee FROM moved", "FORMAT csv, HEADER false"],
  "ledger.parquet": [
    `SELECT 't' || place AS transfer_id, strftime(make_timestamp(time), '%Y-%m-%dT%H:%M:%SZ') AS occurred_at,
       payers.name AS "from", payees.name AS "to", assets.name AS asset, atoms::VARCHAR AS atoms, place::VARCHAR AS sequence
     FROM moved
     JOIN names AS payers ON payers.holding = payer
     JOIN names AS payees ON payees.holding = payee
     JOIN assets ON assets.number = moved.asset
     ORDER BY place`,
    "FORMAT parquet, COMPRESSION zstd",
  ],
};

export const accountNameSql = (account) => `'eip155:1:0x' || substr(sha256('account ' || ${account}), 1, 40)`;

/** The path of one table of the ledger in `folder`, or of several; makes what is not there yet. */
export async function ensureTables(folder, names) {
  const paths = names.map((name) => join(folder, name));
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return paths;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await loadMoved(connection, folder);
    if (missing.includes("ledger.parquet")) await loadNames(connection, folder);
    for (const name of missing) {
      const [query, format] = tables[name];
      const draft = join(folder, `draft-${process.pid}-${name}`);
      await connection.run(`COPY (${query}) TO '${draft}' (${format})`);
      renameSync(draft, join(folder, name));
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return paths;
}

/** Loads the raw columns as the table `moved`, by copying memory: no value passes through JavaScript. */
export async function loadMoved(connection, folder) {
  await connection.run(
    "CREATE TABLE moved (place UINTEGER, payer UINTEGER, payee UINTEGER, asset UTINYINT, atoms DECIMAL(38,0), time BIGINT)",
  );
  const [payer, payee, asset] = ["payer", "payee", "asset"].map((name) => readColumn(folder, name));
  const atoms = new Uint8Array(readColumn(folder, "atoms").buffer);
  const time = new BigInt64Array(readColumn(folder, "time").buffer);
  const appender = await connection.createAppender("moved");
  const types = [UINTEGER, UINTEGER, UINTEGER, UTINYINT, DECIMAL(38, 0), BIGINT];
  for (let from = 0; from < payer.length; from += chunkRows) {
    const to = Math.min(from + chunkRows, payer.length);
    const chunk = DuckDBDataChunk.create(types, to - from);
    const vectors = types.map((_, index) => chunk.getColumnVector(index));
    for (let row = 0; row < to - from; row += 1) vectors[0].items[row] = from + row;
    vectors[1].items.set(payer.subarray(from, to));
    vectors[2].items.set(payee.subarray(from, to));
    vectors[3].items.set(asset.subarray(from, to));
    const view = vectors[4].dataView;
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(atoms.subarray(from * 16, to * 16));
    vectors[5].items.set(time.subarray(from, to));
    for (const vector of vectors) vector.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function loadNames(connection, folder) {
  const rows = assets.map(({ name }, number) => `(${number}, '${name}')`);
  await connection.run(`CREATE TABLE assets AS SELECT * FROM (VALUES ${rows.join(", ")}) AS listed (number, name)`);
  await connection.run("CREATE TABLE holders (holding UINTEGER, account UINTEGER)");
  const accounts = readColumn(folder, "holdingAccount");
  const appender = await connection.createAppender("holders");
  for (let from = 0; from < accounts.length; from += chunkRows) {
    const count = Math.min(chunkRows, accounts.length - from);
    const chunk = DuckDBDataChunk.create([UINTEGER, UINTEGER], count);
    const [holding, account] = [0, 1].map((index) => chunk.getColumnVector(index));
    for (let row = 0; row < count; row += 1) holding.items[row] = from + row;
    account.items.set(accounts.subarray(from, from + count));
    holding.flush();
    account.flush();
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run(`CREATE TABLE names AS SELECT holding, ${accountNameSql("account")} AS name FROM holders`);
}
