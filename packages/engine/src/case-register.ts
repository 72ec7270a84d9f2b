import { readFile, stat } from "node:fs/promises";
import { basename, extname } from "node:path";
import { fail, type UtcMicros } from "@tributary/domain";
import type { CaseRecord, ExhibitRecord, ExhibitRole, Store } from "@tributary/store";
import { parseRequest } from "./read-trace-request.ts";

/** A file that is added to a case. */
const exhibitBytesMax = 256_000_000;

/** Opens a case. Errors: REQUEST_INVALID where the id is in use or unfit. */
export async function createCase(store: Store, id: string): Promise<{ readonly id: string }> {
  const record: CaseRecord = { id, createdAt: nowMicros() };
  await store.cases.create(record);
  return { id };
}

export interface AddedFile {
  readonly name: string;
  readonly role: ExhibitRole;
  readonly sha256: string;
  readonly bytes: string;
}

/** Adds files to a case; the same file again changes nothing. Errors: FILE_UNREADABLE, FILE_TOO_LARGE, REQUEST_INVALID, YAML_MALFORMED, YAML_FORBIDDEN. */
export async function addToCase(
  store: Store,
  addition: { readonly id: string; readonly files: readonly string[]; readonly role: ExhibitRole | null },
): Promise<AddedFile[]> {
  const added: AddedFile[] = [];
  for (const path of addition.files) {
    const record = await addFile(store, { ...addition, path });
    added.push({ name: record.name, role: record.role, sha256: record.sha256, bytes: record.byteCount.toString() });
  }
  return added;
}

async function addFile(
  store: Store,
  { id, path, role }: { readonly id: string; readonly path: string; readonly role: ExhibitRole | null },
): Promise<ExhibitRecord> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) fail("FILE_UNREADABLE", { found: path, expected: "a file", where: { file: path } });
  if (found.size > exhibitBytesMax)
    fail("FILE_TOO_LARGE", { found: `${found.size} bytes`, expected: `at most ${exhibitBytesMax}`, where: { file: path } });
  const bytes = await readFile(path);
  const [name, taken] = [basename(path), role ?? guessRole(path)];
  // What is in a case stays in it: a request that cannot be read would keep the case from ever being sealed.
  if (taken === "request") parseRequest(bytes, name);
  return store.cases.addExhibit({ caseId: id, name, role: taken, bytes, addedAt: nowMicros() });
}

function guessRole(path: string): ExhibitRole {
  const ending = extname(path).toLowerCase();
  if ([".json", ".yaml", ".yml"].includes(ending)) return "request";
  return [".md", ".txt"].includes(ending) ? "note" : "document";
}

function nowMicros(): UtcMicros {
  return (BigInt(Date.now()) * 1000n) as UtcMicros;
}
