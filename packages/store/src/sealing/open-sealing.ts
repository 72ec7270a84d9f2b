import { timingSafeEqual } from "node:crypto";
import { type Finding, fail, TributaryError } from "@tributary/domain";
import type { Database } from "../database.ts";
import { type KeyFile, makeKeyFile, readKeyFile } from "./key-file.ts";
import { Sealing } from "./sealing.ts";
import { deriveSealingKeys, type SealingKeys } from "./sealing-keys.ts";

interface KeyRow {
  readonly id: string;
  readonly checkValue: string;
}

/**
 * Holds a store against its key file. A store without a key gets one when it is opened for writing: the file that is there, or a new one.
 * A missing or wrong key of a store that has one is told when a sealed value is asked for.
 * Errors: KEY_WRONG, KEY_MISSING where a store without a key cannot be given one; STORE_DAMAGED.
 */
export async function openSealing(
  database: Database,
  { path, isReadOnly }: { path: string; isReadOnly: boolean },
): Promise<Sealing> {
  const row = await readKeyRow(database);
  if (row !== undefined) return holdAgainst(row, readKeyFile(path), path);
  if (isReadOnly) return new Sealing({ state: "none", id: null, path }, noKeyYet(path));
  const found = readKeyFile(path);
  const file = found.kind === "refused" && found.finding.code === "KEY_MISSING" ? makeKeyFile(path) : found;
  if (file.kind === "refused") throw new TributaryError(file.finding);
  const keys = deriveSealingKeys(file.masterKey);
  await database.run("INSERT INTO ingest.sealing VALUES ($id, $check_value)", [
    { name: "id", type: "VARCHAR", value: keys.id },
    { name: "check_value", type: "VARCHAR", value: keys.checkValue },
  ]);
  return new Sealing({ state: "ready", id: keys.id, path }, keys);
}

async function readKeyRow(database: Database): Promise<KeyRow | undefined> {
  const rows = await database.select("SELECT key_id, check_value FROM ingest.sealing");
  if (rows.length > 1) fail("STORE_DAMAGED", { found: `${rows.length} keys`, expected: "one key for a store" });
  const [row] = rows;
  return row === undefined ? undefined : { id: String(row[0]), checkValue: String(row[1]) };
}

function holdAgainst(row: KeyRow, file: KeyFile, path: string): Sealing {
  if (file.kind === "refused") {
    const state = file.finding.code === "KEY_MISSING" ? "missing" : "wrong";
    return new Sealing({ state, id: row.id, path }, file.finding);
  }
  const keys = deriveSealingKeys(file.masterKey);
  if (isKeyOf(row, keys)) return new Sealing({ state: "ready", id: row.id, path }, keys);
  const expected = `key ${row.id}, with which the store's sealed values were written`;
  const finding: Finding = { code: "KEY_WRONG", found: `key ${keys.id}`, expected, where: { file: path } };
  return new Sealing({ state: "wrong", id: row.id, path }, finding);
}

function isKeyOf(row: KeyRow, keys: SealingKeys): boolean {
  const stored = Buffer.from(row.checkValue, "hex");
  const worked = Buffer.from(keys.checkValue, "hex");
  return row.id === keys.id && stored.length === worked.length && timingSafeEqual(stored, worked);
}

function noKeyYet(path: string): Finding {
  const expected = "a store that holds sealed values; it gets its key when it is opened for writing";
  return { code: "KEY_MISSING", found: "a store without a key", expected, where: { file: path } };
}
