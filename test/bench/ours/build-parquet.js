// From the Parquet file of a bench ledger to an index that can be asked. `node build-parquet.js FOLDER`. The same build as from a store, with the same
// questions: in an engine without a file, the ledger's table is a view of the Parquet file, which is read anew by each question.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildIndex, openIndex } from "@tributary/flow-index";
import { migrations } from "@tributary/queries";
import { Database } from "../../../packages/store/dist/database.js";
import { runQuery, streamColumns, streamQuery } from "../../../packages/store/dist/run-query.js";
import { ensureTables } from "../ledger/write-tables.js";
import { software } from "./open-index.js";
import { printResult } from "./print-result.js";

const folder = process.argv[2];
const [parquet] = await ensureTables(folder, ["ledger.parquet"]);
const directory = mkdtempSync(join(folder, "parquet-"));
const start = performance.now();
const database = await Database.open({ path: ":memory:", isReadOnly: false, threads: 2 });
for (const { sql } of migrations) await database.run(sql);
await database.run("DROP TABLE ledger.transfer");
await database.run(
  `CREATE VIEW ledger.transfer AS
   SELECT 'bench' AS source, transfer_id, occurred_at::TIMESTAMP AS occurred_at_utc, sequence::BIGINT AS sequence, 'second' AS precision,
     'block' AS basis, "from" AS from_account, "to" AS to_account, asset, atoms::HUGEINT::BIGNUM AS atoms, NULL::VARCHAR AS reference,
     '' AS file_sha256, transfer_id AS locator
   FROM '${parquet}'`,
);
const store = {
  directory,
  query: (query, parameters) => runQuery(database, query, parameters),
  stream: (query, parameters) => streamQuery({ database }, query, parameters),
  columns: (query, parameters) => streamColumns(database, query, parameters),
};
const built = await buildIndex(store, { software, isWhole: true });
const builtAt = performance.now();
const index = await openIndex(built.directory);
const ms = performance.now() - start;
database.close();
rmSync(directory, { recursive: true });
printResult({ ms, stages: { build: builtAt - start, open: ms - (builtAt - start) }, answer: index.columns.eventCount });
process.exit(0);
