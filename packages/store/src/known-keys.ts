import type { Database } from "./database.ts";
import { type FactTable, keyExpression } from "./fact-table.ts";
import { KeyFilter } from "./key-filter.ts";

/** Rows that are looked for by a key: where they stand, and the SQL that gives their key for `t`. */
interface KeyedRows {
  readonly from: string;
  readonly key: string;
}

export const recordRows: KeyedRows = { from: "source.record", key: "t.file_sha256 || chr(31) || t.locator" };

/** As the SQL of `recordRows` gives it. */
export function recordKey(fileSha256: string, locator: string): string {
  return `${fileSha256}\u001f${locator}`;
}

const rowsOfTables = new WeakMap<FactTable, KeyedRows>();

/** The rows of a table of facts, those that went aside included. */
export function rowsOf(table: FactTable): KeyedRows {
  const known = rowsOfTables.get(table);
  if (known !== undefined) return known;
  const rows = { from: table.known, key: keyExpression(table, "t") };
  rowsOfTables.set(table, rows);
  return rows;
}

/** Reading all keys of a table costs about as much as looking for a batch's keys in it this many times. */
const lookupsBeforeReading = 32;

/**
 * What this process knows of the keys in the store, so that keys that are certainly new need not be looked for: looking for them reads the key
 * column of the whole table, for each batch again. The store has one writer, which notes each key that it writes; rows of facts are never
 * deleted. A table that holds rows when it is first met is asked each time, until reading its keys once is worth it.
 */
export class KnownKeys {
  readonly #filters = new Map<string, KeyFilter>();
  readonly #lookups = new Map<string, number>();

  /** To be called for each batch, outside its transaction. */
  async prepare(database: Database, rows: KeyedRows): Promise<void> {
    if (this.#filters.has(rows.from)) return;
    const lookups = (this.#lookups.get(rows.from) ?? 0) + 1;
    this.#lookups.set(rows.from, lookups);
    const isFirst = lookups === 1;
    if (!isFirst && lookups <= lookupsBeforeReading) return;
    if (isFirst && (await database.select(`SELECT 1 FROM ${rows.from} LIMIT 1`)).length > 0) return;
    const filter = new KeyFilter();
    if (!isFirst)
      for await (const piece of database.stream(`SELECT ${rows.key} FROM ${rows.from} AS t`))
        for (const [key] of piece) filter.add(String(key));
    this.#filters.set(rows.from, filter);
  }

  /** False: the store holds no row of this key. */
  mayHold(rows: KeyedRows, key: string): boolean {
    return this.#filters.get(rows.from)?.mayHold(key) ?? true;
  }

  /** To be called before the transaction that writes the row ends. */
  note(rows: KeyedRows, key: string): void {
    this.#filters.get(rows.from)?.add(key);
  }
}
