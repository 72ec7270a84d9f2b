import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { type Digest, digestFields, fail } from "@tributary/domain";
import { translateEngineError } from "./engine-errors.ts";

/** One acknowledged write. Each digest covers the one before. */
export interface CommitEntry {
  readonly number: bigint;
  readonly digest: Digest;
}

/**
 * A second witness of what was acknowledged, in a file of its own: a database whose write-ahead log is cut or lost opens without an error
 * and with fewer rows, and this file notices. An entry is written after the transaction that it names, before the caller is told.
 */
export class CommitLog {
  readonly #path: string;
  #last: CommitEntry | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Holds the log against the database's own last entries. The database may be ahead by the one write that was cut off between the two; the
   * log never. Errors: STORE_DAMAGED.
   */
  check(inDatabase: { readonly last: CommitEntry | undefined; readonly before: CommitEntry | undefined }): void {
    const inLog = this.#readLast();
    this.#last = inLog;
    const { last, before } = inDatabase;
    if (isSameEntry(inLog, last)) return;
    if ((last?.number ?? 0n) - (inLog?.number ?? 0n) === 1n && isSameEntry(inLog, before)) {
      this.#last = last;
      return;
    }
    fail("STORE_DAMAGED", {
      found: `a database at write ${describe(last)} beside a commit log at write ${describe(inLog)}`,
      expected:
        "the same last write in both; acknowledged imports were lost or one file was put back: restore both from one backup, or ingest again",
    });
  }

  /** Brings the file up to the database after `check`, and cuts off a line that was not written whole. */
  repair(last: CommitEntry | undefined): void {
    const { text, end } = this.#read();
    if (text.length > end) truncateSync(this.#path, Buffer.byteLength(text.slice(0, end)));
    if (last !== undefined && !isSameEntry(parseLast(text.slice(0, end)), last)) this.append(last);
  }

  /** A line that could not be written whole is taken back: the database is one write ahead then, which the next opening repairs. */
  append(entry: CommitEntry): void {
    this.#last = entry;
    const file = openSync(this.#path, "a", 0o600);
    const { size } = fstatSync(file);
    try {
      writeFileSync(file, `${entry.number} ${entry.digest}\n`);
      fsyncSync(file);
    } catch (error) {
      ftruncateSync(file, size);
      throw translateEngineError(error, { path: this.#path, isOpening: false });
    } finally {
      closeSync(file);
    }
  }

  /** The entry that follows the last one. */
  next(content: readonly string[]): CommitEntry {
    const number = (this.#last?.number ?? 0n) + 1n;
    return { number, digest: digestFields("tributary commit", [this.#last?.digest ?? "", number.toString(), ...content]) };
  }

  #readLast(): CommitEntry | undefined {
    const { text, end } = this.#read();
    return parseLast(text.slice(0, end));
  }

  #read(): { text: string; end: number } {
    try {
      const text = readFileSync(this.#path, "utf8");
      return { text, end: text.lastIndexOf("\n") + 1 };
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return { text: "", end: 0 };
      throw error;
    }
  }
}

function parseLast(text: string): CommitEntry | undefined {
  const line = text.slice(text.lastIndexOf("\n", text.length - 2) + 1, -1);
  if (line === "") return undefined;
  const match = /^([1-9][0-9]{0,18}) ([0-9a-f]{64})$/.exec(line);
  if (match === null) return fail("STORE_DAMAGED", { found: line, expected: "a commit log of lines <number> <digest>" });
  return { number: BigInt(match[1] ?? ""), digest: (match[2] ?? "") as Digest };
}

function isSameEntry(a: CommitEntry | undefined, b: CommitEntry | undefined): boolean {
  return a?.number === b?.number && a?.digest === b?.digest;
}

function describe(entry: CommitEntry | undefined): string {
  return entry === undefined ? "0" : `${entry.number} (${entry.digest.slice(0, 12)})`;
}
