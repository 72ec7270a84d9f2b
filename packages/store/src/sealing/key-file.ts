import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, fsyncSync, linkSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { type Finding, fail } from "@tributary/domain";
import { masterKeyBytes } from "./sealing-keys.ts";

export type KeyFile =
  | { readonly kind: "key"; readonly masterKey: Uint8Array }
  | { readonly kind: "refused"; readonly finding: Finding };

const prefix = "tributary key 1 ";
const fileBytesMax = 256;

/** Reads a store's key. Not there: KEY_MISSING. Readable by others than its owner, or no key: KEY_WRONG. Nothing of its content is ever told. */
export function readKeyFile(path: string): KeyFile {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    return refused("KEY_MISSING", { path, found: `no key that can be read (${codeOf(error)})`, expected: expectedKey });
  }
  try {
    const status = fstatSync(file);
    if (!status.isFile()) return refused("KEY_WRONG", { path, found: "no regular file", expected: expectedKey });
    const isShared = process.platform !== "win32" && (status.mode & 0o077) !== 0;
    if (isShared) {
      const mode = (status.mode & 0o777).toString(8);
      return refused("KEY_WRONG", { path, found: `mode ${mode}: others may use the key`, expected: "mode 600; run chmod 600" });
    }
    const bytes = Buffer.alloc(fileBytesMax);
    return parseKey(bytes.toString("latin1", 0, readSync(file, bytes, 0, fileBytesMax, 0)), path);
  } finally {
    closeSync(file);
  }
}

/**
 * Makes a key of random bytes, for its owner alone, whole and on the disk before it has its name; a key that is there already stays.
 * Errors: KEY_MISSING where the folder cannot be written.
 */
export function makeKeyFile(path: string): KeyFile {
  const part = `${path}.${process.pid}.${randomBytes(6).toString("hex")}.part`;
  try {
    writeWhole(part, `${prefix}${randomBytes(masterKeyBytes).toString("base64url")}\n`);
    try {
      linkSync(part, path);
    } finally {
      unlinkSync(part);
    }
    syncFolder(dirname(path));
  } catch (error) {
    if (codeOf(error) !== "EEXIST")
      return refused("KEY_MISSING", { path, found: `no key, and none can be made (${codeOf(error)})`, expected: expectedKey });
  }
  return readKeyFile(path);
}

const expectedKey = "the store's key file, beside the store as <store>.key or where TRIBUTARY_KEY says, for its owner alone";

function parseKey(text: string, path: string): KeyFile {
  const encoded = /^tributary key 1 ([A-Za-z0-9_-]{43})\n?$/.exec(text)?.[1];
  const masterKey = Buffer.from(encoded ?? "", "base64url");
  if (masterKey.length === masterKeyBytes) return { kind: "key", masterKey };
  return refused("KEY_WRONG", { path, found: "a file that holds no key", expected: expectedKey });
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx", 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function refused(
  code: "KEY_MISSING" | "KEY_WRONG",
  { path, found, expected }: { path: string; found: string; expected: string },
): KeyFile {
  return { kind: "refused", finding: { code, found, expected, where: { file: path } } };
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error
    ? String(error.code)
    : fail("USAGE", { found: String(error), expected: expectedKey });
}
