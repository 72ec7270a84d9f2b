import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a store keeps the snapshots of its ledger. */
export function indexFolder(storeDirectory: string): string {
  return join(storeDirectory, "index");
}

/** The folder of the snapshot that stands; undefined where there is none. */
export function currentSnapshot(storeDirectory: string): string | undefined {
  const pointer = join(indexFolder(storeDirectory), "current");
  if (!existsSync(pointer)) return undefined;
  return join(indexFolder(storeDirectory), readFileSync(pointer, "utf8").trim());
}

const snapshotName = /^[0-9a-f]{64}$/;

/** All snapshots, the newest first. */
export function listSnapshots(storeDirectory: string): readonly string[] {
  const folder = indexFolder(storeDirectory);
  if (!existsSync(folder)) return [];
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
  const pointer = join(folder, "current");
  writeFileSync(`${pointer}.new`, `${id}\n`);
  renameSync(`${pointer}.new`, pointer);
  return path;
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
