import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Finding, fail } from "@tributary/domain";
import { ingestLimits, openReceivedFile, originOf, type ReceivedFile } from "@tributary/pipeline-kit";
import { headerForm, type TableName, tableForms } from "./table-columns.ts";

/** The files of an input folder, opened and hashed. */
export interface InputFiles {
  readonly header: ReceivedFile | null;
  readonly tables: ReadonlyMap<TableName, ReceivedFile>;
  readonly findings: readonly Finding[];
  readonly close: () => Promise<void>;
}

/**
 * Opens `header.yaml` and the tables of a folder. A table or YAML file of another name is a finding: it would be passed over in silence. Errors:
 * FILE_UNREADABLE, FILE_TOO_LARGE.
 */
export async function openInputFiles(folder: string): Promise<InputFiles> {
  const names = await readdir(folder).catch(() =>
    fail("FILE_UNREADABLE", {
      found: "no folder that may be read",
      expected: "a folder with header.yaml and transfers.csv",
      where: { file: originOf(folder) },
    }),
  );
  const opened: ReceivedFile[] = [];
  const close = async (): Promise<void> => {
    for (const file of opened) await file.close();
  };
  const open = async (name: string): Promise<ReceivedFile | null> => {
    if (!names.includes(name)) return null;
    const file = await openReceivedFile({ path: join(folder, name), limits: ingestLimits });
    opened.push(file);
    return file;
  };
  try {
    const header = await open(headerForm.file);
    const tables = new Map<TableName, ReceivedFile>();
    for (const [name, { file }] of Object.entries(tableForms)) {
      const table = await open(file);
      if (table !== null && isTableName(name)) tables.set(name, table);
    }
    return { header, tables, findings: strangers(names), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isTableName(name: string): name is TableName {
  return Object.hasOwn(tableForms, name);
}

function strangers(names: readonly string[]): readonly Finding[] {
  const known = [headerForm.file, ...Object.values(tableForms).map(({ file }) => file)];
  return names
    .filter((name) => /\.(csv|ya?ml|xlsx?|tsv)$/i.test(name) && !known.includes(name))
    .map((name) => ({
      code: "FIELD_UNKNOWN",
      found: originOf(name),
      expected: `one of the files ${known.join(", ")}`,
      where: { file: originOf(name) },
    }));
}
