import { confidentialKinds, type SourceFile, type UtcMicros } from "@tributary/domain";
import { runBindings } from "./append-batch.ts";
import type { Database } from "./database.ts";
import type { IngestRun, RunState } from "./ingest-run.ts";
import { isSealedText } from "./sealing/sealed-text.ts";
import type { Sealing } from "./sealing/sealing.ts";

interface RegisterContext {
  readonly database: Database;
  readonly sealing: Sealing;
}

/** Notes that a file was received, and where an earlier reading of it stopped. Errors: KEY_MISSING, KEY_WRONG for a confidential file. */
export async function registerRun(
  { database, sealing }: RegisterContext,
  { run, receivedAt }: { readonly run: IngestRun; readonly receivedAt: UtcMicros },
): Promise<RunState> {
  const { file } = run;
  await database.run("INSERT INTO source.file VALUES ($sha256, $byte_count) ON CONFLICT DO NOTHING", [
    { name: "sha256", type: "VARCHAR", value: file.sha256 },
    { name: "byte_count", type: "BIGINT", value: file.byteCount },
  ]);
  const origins = await originsReceived({ database, sealing }, file);
  if (!origins.includes(file.origin))
    await database.run("INSERT INTO source.receipt VALUES ($sha256, $kind, $origin, $submitter, $licence, $received_at)", [
      { name: "sha256", type: "VARCHAR", value: file.sha256 },
      { name: "kind", type: "VARCHAR", value: file.kind },
      { name: "origin", type: "VARCHAR", value: keptOrigin(file, sealing) },
      { name: "submitter", type: "VARCHAR", value: file.submitter },
      { name: "licence", type: "VARCHAR", value: file.licence },
      { name: "received_at", type: "TIMESTAMP", value: receivedAt },
    ]);
  await database.run("INSERT INTO ingest.run VALUES ($file, $options, $text, 0, FALSE) ON CONFLICT DO NOTHING", [
    ...runBindings(run),
    { name: "text", type: "VARCHAR", value: run.options },
  ]);
  const rows = await database.selectAsWriter(
    "SELECT items_acknowledged, is_done FROM ingest.run WHERE file_sha256 = $file AND options_sha256 = $options",
    runBindings(run),
  );
  const [itemsAcknowledged, isDone] = rows[0] ?? [];
  const [first = file.origin] = origins;
  const earlier = first === file.origin ? {} : { earlierOrigin: first };
  return { itemsAcknowledged: BigInt(String(itemsAcknowledged)), isDone: isDone === true, ...earlier };
}

/** The names under which these bytes came, the first one first. Ciphertext of equal names differs: names are compared as they came. */
async function originsReceived({ database, sealing }: RegisterContext, file: SourceFile): Promise<readonly string[]> {
  const rows = await database.selectAsWriter(
    `SELECT r.origin FROM source.receipt AS r WHERE r.file_sha256 = $sha256 AND r.kind = $kind
     AND r.submitter IS NOT DISTINCT FROM $submitter AND r.licence IS NOT DISTINCT FROM $licence
     ORDER BY r.received_at_utc, r.rowid`,
    [
      { name: "sha256", type: "VARCHAR", value: file.sha256 },
      { name: "kind", type: "VARCHAR", value: file.kind },
      { name: "submitter", type: "VARCHAR", value: file.submitter },
      { name: "licence", type: "VARCHAR", value: file.licence },
    ],
  );
  return rows.map(([origin]) => sealing.unseal(originOf(file), String(origin)));
}

/** The name of a bank's file can be a person's; what tables, tags and chains are called stands in every bundle, and needs no key, unless it looks like ciphertext. */
function keptOrigin(file: SourceFile, sealing: Sealing): string {
  return confidentialKinds.has(file.kind) || isSealedText(file.origin) ? sealing.seal(originOf(file), file.origin) : file.origin;
}

function originOf(file: SourceFile): { readonly column: string; readonly rowId: string } {
  return { column: "source.receipt.origin", rowId: file.sha256 };
}
