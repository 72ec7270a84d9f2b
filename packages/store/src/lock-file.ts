import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fail } from "@tributary/domain";

/** A held lock. `release` takes away only this holder's own lock. */
export interface LockFile {
  release(): void;
}

interface Holder {
  readonly pid: number;
  readonly bootId: string;
  readonly processStart: string;
  readonly token: string;
}

const attemptsMax = 5;
const unknown = "unknown";

/**
 * Takes the lock at `path`, or fails with STORE_BUSY while its holder lives. A holder is the same process only if boot, process id and the
 * process's start agree, so that a lock left by a killed process, or before a restart of the machine, is taken over.
 */
export function acquireLockFile(path: string): LockFile {
  const own: Holder = { ...identify(process.pid), token: randomBytes(16).toString("hex") };
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    if (tryCreate(path, own)) return { release: () => release(path, own) };
    const text = readOrNothing(path);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && isAlive(holder)) return failBusy(path, holder);
    if (!takeAway(path, text)) return failBusy(path, undefined);
  }
  return failBusy(path, undefined);
}

/** Fails with STORE_BUSY while somebody who lives holds the lock at `path`. */
export function assertLockFree(path: string): void {
  const text = readOrNothing(path);
  const holder = text === undefined ? undefined : parseHolder(text);
  if (holder !== undefined && isAlive(holder)) failBusy(path, holder);
}

function failBusy(path: string, holder: Holder | undefined): never {
  return fail("STORE_BUSY", {
    found: holder === undefined ? `${path}, taken at this moment` : `${path}, held by process ${holder.pid}`,
    expected: "a store that no other process has open; wait for it, or end it",
  });
}

/** The lock appears whole or not at all: it is written beside and linked into place. */
function tryCreate(path: string, holder: Holder): boolean {
  const beside = `${path}.${holder.token}`;
  writeFileSync(beside, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if (isErrorCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/** Takes a dead holder's lock away. False where somebody else was faster and the lock that went was theirs: it is put back. */
function takeAway(path: string, judged: string): boolean {
  const aside = `${path}.${randomBytes(16).toString("hex")}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isErrorCode(error, "ENOENT")) return true;
    throw error;
  }
  const taken = readFileSync(aside, "utf8");
  if (taken !== judged) linkIfFree(aside, path);
  rmSync(aside, { force: true });
  return taken === judged;
}

function linkIfFree(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!isErrorCode(error, "EEXIST")) throw error;
  }
}

function release(path: string, own: Holder): void {
  const text = readOrNothing(path);
  if (text !== undefined && parseHolder(text)?.token === own.token) rmSync(path, { force: true });
}

function identify(pid: number): Omit<Holder, "token"> {
  return { pid, bootId: readOrNothing("/proc/sys/kernel/random/boot_id")?.trim() ?? unknown, processStart: readStart(pid) };
}

/** Field 22 of /proc/PID/stat; the second field may hold spaces and brackets, so fields are counted after its last one. */
function readStart(pid: number): string {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? unknown;
}

function isAlive(holder: Holder): boolean {
  const now = identify(holder.pid);
  if (now.bootId !== unknown && now.bootId !== holder.bootId) return false;
  if (now.bootId !== unknown) return now.processStart === holder.processStart;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return !isErrorCode(error, "ESRCH");
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    ["bootId", "processStart", "token"].every((key) => typeof Reflect.get(value, key) === "string")
  );
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isErrorCode(error, "ENOENT") || isErrorCode(error, "ESRCH")) return undefined;
    throw error;
  }
}

function isErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
