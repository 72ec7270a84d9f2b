import { mkdir, open, readFile, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Digest, digestBytes, digestFields, fail, type UtcMicros } from "@tributary/domain";
import { cases, custodyEvents, exhibits } from "@tributary/queries";
import type { CaseRecord, CaseRegister, CustodyEvent, ExhibitRecord, ExhibitRole } from "./case-register.ts";
import type { Binding, Database } from "./database.ts";
import { runQuery } from "./run-query.ts";

export interface CasesContext {
  readonly database: Database;
  /** Exhibits' bytes, each under its digest. */
  readonly objectsDirectory: string;
  /** Runs work alone among all that writes, with an entry in the commit log. */
  readonly write: (content: readonly string[], work: () => Promise<void>) => Promise<void>;
}

/** The register of cases over the store's own tables and its folder of exhibits. */
export function openCases(context: CasesContext): CaseRegister {
  const list = () => runQuery(context.database, cases, {});
  const listExhibits = (caseId: string) => runQuery(context.database, exhibits, { caseId });
  return {
    list,
    find: async (caseId) => (await list()).find((entry) => entry.id === caseId),
    exhibits: listExhibits,
    custody: (caseId) => runQuery(context.database, custodyEvents, { caseId }),
    create: (entry) => createCase(context, entry),
    addExhibit: (entry) => addExhibit(context, entry),
    readExhibit: (sha256) => readExhibit(context, sha256),
    recordSeal: (entry) =>
      context.write(["sealed", entry.caseId, entry.rootDigest], async () => {
        await assertCase(context, entry.caseId);
        await recordEvent(context, { caseId: entry.caseId, kind: "sealed", at: entry.at, detail: entry.rootDigest });
      }),
  };
}

const expectedId = "1 to 64 letters, digits, dots, dashes or underscores, the first a letter or digit";

async function createCase(context: CasesContext, entry: CaseRecord): Promise<void> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(entry.id))
    fail("REQUEST_INVALID", { found: `case id "${entry.id}"`, expected: expectedId });
  await context.write(["created", entry.id], async () => {
    const known = await runQuery(context.database, cases, {});
    if (known.some(({ id }) => id === entry.id))
      fail("REQUEST_INVALID", { found: `case ${entry.id}, which exists`, expected: "an id that no case has" });
    await context.database.run("INSERT INTO casefile.register VALUES ($case_id, $at)", [
      { name: "case_id", type: "VARCHAR", value: entry.id },
      { name: "at", type: "TIMESTAMP", value: entry.createdAt },
    ]);
    await recordEvent(context, { caseId: entry.id, kind: "created", at: entry.createdAt, detail: "" });
  });
}

interface NewExhibit {
  readonly caseId: string;
  readonly name: string;
  readonly role: ExhibitRole;
  readonly bytes: Uint8Array;
  readonly addedAt: UtcMicros;
}

async function addExhibit(context: CasesContext, entry: NewExhibit): Promise<ExhibitRecord> {
  const sha256 = digestBytes(entry.bytes);
  if (!/^[^/\\\p{Cc}\p{Cf}]{1,200}$/u.test(entry.name) || /^\.+$/.test(entry.name))
    fail("REQUEST_INVALID", {
      found: `a file named "${entry.name}"`,
      expected: "a file name without folders and control characters",
    });
  await storeObject(context.objectsDirectory, sha256, entry.bytes);
  let known: ExhibitRecord | undefined;
  await context.write(["added", entry.caseId, entry.name, entry.role, sha256], async () => {
    await assertCase(context, entry.caseId);
    const list: readonly ExhibitRecord[] = await runQuery(context.database, exhibits, { caseId: entry.caseId });
    known = list.find(({ name }) => name === entry.name);
    if (known !== undefined && (known.sha256 !== sha256 || known.role !== entry.role))
      fail("REQUEST_INVALID", {
        found: `another file ${entry.name} (${entry.role}, ${sha256})`,
        expected: `the file that the case has under this name (${known.role}, ${known.sha256}), or a new name`,
      });
    if (known === undefined) await insertExhibit(context, entry, sha256);
  });
  const { caseId, name, role, addedAt } = entry;
  return known ?? { caseId, name, role, sha256, byteCount: BigInt(entry.bytes.length), addedAt };
}

async function insertExhibit(context: CasesContext, entry: NewExhibit, sha256: Digest): Promise<void> {
  await context.database.run("INSERT INTO casefile.exhibit VALUES ($case_id, $name, $role, $sha256, $byte_count, $at)", [
    { name: "case_id", type: "VARCHAR", value: entry.caseId },
    { name: "name", type: "VARCHAR", value: entry.name },
    { name: "role", type: "VARCHAR", value: entry.role },
    { name: "sha256", type: "VARCHAR", value: sha256 },
    { name: "byte_count", type: "BIGINT", value: BigInt(entry.bytes.length) },
    { name: "at", type: "TIMESTAMP", value: entry.addedAt },
  ]);
  await recordEvent(context, {
    caseId: entry.caseId,
    kind: "added",
    at: entry.addedAt,
    detail: `${entry.role} ${entry.name} ${sha256}`,
  });
}

async function assertCase(context: CasesContext, caseId: string): Promise<void> {
  const known = await runQuery(context.database, cases, {});
  if (!known.some(({ id }) => id === caseId))
    fail("REQUEST_INVALID", { found: `case ${caseId}, which does not exist`, expected: "a case made with `case new`" });
}

async function recordEvent(context: CasesContext, event: Omit<CustodyEvent, "number" | "digest">): Promise<void> {
  const rows = await context.database.selectAsWriter(
    "SELECT number, digest FROM casefile.custody_event WHERE case_id = $case_id ORDER BY number DESC LIMIT 1",
    [{ name: "case_id", type: "VARCHAR", value: event.caseId }],
  );
  const [lastNumber, lastDigest] = rows[0] ?? [0n, ""];
  const number = (typeof lastNumber === "bigint" ? lastNumber : 0n) + 1n;
  const bindings: Binding[] = [
    { name: "case_id", type: "VARCHAR", value: event.caseId },
    { name: "number", type: "BIGINT", value: number },
    { name: "kind", type: "VARCHAR", value: event.kind },
    { name: "at", type: "TIMESTAMP", value: event.at },
    { name: "detail", type: "VARCHAR", value: event.detail },
    {
      name: "digest",
      type: "VARCHAR",
      value: digestFields("tributary custody", [
        String(lastDigest),
        event.caseId,
        number.toString(),
        event.kind,
        event.at.toString(),
        event.detail,
      ]),
    },
  ];
  await context.database.run(
    "INSERT INTO casefile.custody_event VALUES ($case_id, $number, $kind, $at, $detail, $digest)",
    bindings,
  );
}

function objectPath(directory: string, sha256: Digest): string {
  return join(directory, sha256.slice(0, 2), sha256);
}

/** Whole or not at all, and on the disk before the row that names it. */
async function storeObject(directory: string, sha256: Digest, bytes: Uint8Array): Promise<void> {
  const path = objectPath(directory, sha256);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(`${path}.part`, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readExhibit(context: CasesContext, sha256: Digest): Promise<Uint8Array> {
  const bytes = await readFile(objectPath(context.objectsDirectory, sha256)).catch((error: unknown) =>
    fail("STORE_DAMAGED", { found: String(error), expected: `the exhibit with SHA-256 ${sha256}` }),
  );
  const found = digestBytes(bytes);
  if (found !== sha256)
    fail("STORE_DAMAGED", { found: `an exhibit with SHA-256 ${found}`, expected: `SHA-256 ${sha256}, as it was added` });
  return bytes;
}
