import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Where a store keeps the snapshots of its ledger. */
export function indexFolder(storeDirectory: string): string {
  return join(storeDirectory, "index");
}

const snapshotName = /^[0-9a-f]{64}$/;

/** Which snapshot stands, as the file says that names it. */
export type Standing =
  | { readonly directory: string }
  | { readonly directory?: undefined; readonly condition: "absent" | "damaged"; readonly reason: string };

export function standingSnapshot(storeDirectory: string): Standing {
  const folder = indexFolder(storeDirectory);
  const pointer = join(folder, "current");
  const damaged = (found: string): Standing => ({
    condition: "damaged",
    reason: `${pointer}, which names the snapshot, is ${found}`,
  });
  const found = lstatSync(pointer, { throwIfNoEntry: false });
  if (found === undefined) return { condition: "absent", reason: "no index was built" };
  if (!found.isFile()) return damaged("no file");
  const name = readFileSync(pointer, "utf8").trim();
  return snapshotName.test(name) ? { directory: join(folder, name) } : damaged("another text");
}

/** The folder of the snapshot that stands; undefined where there is none. */
export function currentSnapshot(storeDirectory: string): string | undefined {
  return standingSnapshot(storeDirectory).directory;
}

/** All snapshots, the newest first. */
export function listSnapshots(storeDirectory: string): readonly string[] {
  const folder = indexFolder(storeDirectory);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder)
    .filter((name) => snapshotName.test(name))
    .map((name) => ({ path: join(folder, name), madeAt: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.madeAt - a.madeAt)
    .map(({ path }) => path);
}

/** Two builds of one process have folders of their own. */
let buildsBegun = 0;

/** A folder to build in, which no reader looks into; what other builders left unfinished is removed. */
export function beginSnapshot(storeDirectory: string): string {
  const folder = indexFolder(storeDirectory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const builder = /^building-([0-9]+)(?:-.+)?$/.exec(name)?.[1];
    if (builder !== undefined && !isAlive(Number(builder))) rmSync(join(folder, name), { recursive: true, force: true });
  }
  buildsBegun += 1;
  const path = join(folder, `building-${process.pid}-${buildsBegun}`);
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { mode: 0o700 });
  return path;
}

/**
 * Gives a finished snapshot its name, and makes it the one that stands. Each step is one renaming: whoever is killed between two leaves the old one.
 * Where there is one of that name already, it says the same and stays, unless it `isDamaged`.
 */
export function settleSnapshot(
  storeDirectory: string,
  { building, id, isDamaged }: { readonly building: string; readonly id: string; readonly isDamaged: boolean },
): string {
  const folder = indexFolder(storeDirectory);
  const path = join(folder, id);
  if (!existsSync(path)) renameSync(building, path);
  else if (isDamaged) {
    const replaced = `${building}-replaced`;
    renameSync(path, replaced);
    renameSync(building, path);
    rmSync(replaced, { recursive: true, force: true });
  } else rmSync(building, { recursive: true, force: true });
  replaceFile(join(folder, "current"), `${id}\n`);
  return path;
}

/** Writes a file of the index in one step, whatever stood in its place. Its owner alone may read it. */
export function replaceFile(path: string, text: string): void {
  // Another process may write the same; what this one leaves unfinished the next build removes.
  const beside = join(dirname(path), `building-${process.pid}-${basename(path)}`);
  rmSync(beside, { recursive: true, force: true });
  writeFileSync(beside, text, { mode: 0o600 });
  // A renaming does not replace a folder.
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true) rmSync(path, { recursive: true });
  renameSync(beside, path);
}

/** Removes all but the newest snapshots; the one that stands is never removed. */
export function removeSnapshots(storeDirectory: string, keep: number): number {
  const current = currentSnapshot(storeDirectory);
  const others = listSnapshots(storeDirectory).filter((path) => path !== current);
  const surplus = others.slice(Math.max(0, keep - 1));
  for (const path of surplus) rmSync(path, { recursive: true, force: true });
  return surplus.length;
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch {
    return false;
  }
}
