// A store that holds a bench ledger. The first transfer comes in as any other file does; the rest is put beside it in bulk by SQL,
// since reading the files of a customer is measured elsewhere and takes far longer than everything here.
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { openStore } from "@tributary/store";
import { ensureTables } from "../ledger/write-tables.js";

/** The store of the ledger in `folder`; filled where it is not there. */
export async function ensureStore(folder) {
  return ensureFilled(join(folder, "store"), folder, "place > 0");
}

/** A store with the ledger's first transfer and those that `condition` names. A store without its mark was not finished, and is made again. */
export async function ensureFilled(directory, folder, condition) {
  const mark = `${directory}.filled`;
  if (existsSync(mark)) return directory;
  for (const left of [directory, `${directory}.key`]) rmSync(left, { recursive: true, force: true });
  await ingestOne(directory, folder, 0);
  await putTransfers(directory, folder, condition);
  writeFileSync(mark, "");
  return directory;
}

/** Brings in one transfer as a file of its own, which the store's log of commits then tells. */
export async function ingestOne(directory, folder, place) {
  const [ledger] = await ensureTables(folder, ["ledger.parquet"]);
  const one = join(folder, `one-${process.pid}.parquet`);
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * FROM '${ledger}' WHERE transfer_id = 't${place}') TO '${one}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  const store = await openStore({ directory, mode: "write", create: !existsSync(directory) });
  const [report] = await ingestTransfers({ store, paths: [one] });
  await store.close();
  rmSync(one);
  if (report.outcome !== "complete") throw new Error("the bench's ledger did not load");
}

/** Puts transfers into the store's table, those that `condition` names by their place. */
export async function putTransfers(directory, folder, condition) {
  const [ledger] = await ensureTables(folder, ["ledger.parquet"]);
  const instance = await DuckDBInstance.create(join(directory, "tributary.duckdb"));
  const connection = await instance.connect();
  await connection.run(
    `INSERT INTO ledger.transfer
     SELECT known.source, moved.transfer_id, moved.occurred_at::TIMESTAMP, moved.place, known.precision, known.basis,
       moved."from", moved."to", moved.asset, moved.atoms::HUGEINT::BIGNUM, NULL, known.file_sha256, moved.transfer_id
     FROM (SELECT *, sequence::BIGINT AS place FROM '${ledger}') AS moved
     CROSS JOIN (FROM ledger.transfer WHERE transfer_id = 't0') AS known
     WHERE ${condition}
     ORDER BY moved.place`,
  );
  await connection.run("CHECKPOINT");
  connection.closeSync();
  instance.closeSync();
}
