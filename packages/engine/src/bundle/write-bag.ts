import { chmod, lstat, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { BagFile } from "@tributary/casefile";
import { fail } from "@tributary/domain";

export interface BagTarget {
  readonly directory: string;
  readonly fileMode: number;
  readonly folderMode: number;
}

/** Fails with USAGE where something stands at the place already: a sealed folder is never written over. */
export async function assertFree(directory: string): Promise<void> {
  const found = await lstat(directory.replace(/\/+$/, "")).catch(() => undefined);
  if (found !== undefined) fail("USAGE", { found: `${directory} exists`, expected: "a folder that does not exist yet" });
}

/** Writes a bag whole or not at all: into a folder beside it, which then takes its name. */
export async function writeBag(files: readonly BagFile[], target: BagTarget): Promise<void> {
  const directory = resolve(target.directory);
  await mkdir(dirname(directory), { recursive: true });
  const partial = await mkdtemp(join(dirname(directory), `.${basename(directory)}.partial-`));
  try {
    for (const file of files) await writeFileOf(join(partial, file.path), file.bytes, target);
    await chmod(partial, target.folderMode);
    await syncFolder(partial);
    await rename(partial, directory);
    await syncFolder(dirname(directory));
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writeFileOf(path: string, bytes: Uint8Array, { fileMode, folderMode }: BagTarget): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: folderMode });
  const file = await open(path, "wx", fileMode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The names in a folder outlive a loss of power only after this. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
