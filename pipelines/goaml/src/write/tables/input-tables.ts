import type { Finding } from "@tributary/domain";
import type { WriteLimits } from "../write-limits.ts";
import { readTable, type TableRow } from "./read-table.ts";
import { type TableForm, type TableName, tableForms } from "./table-columns.ts";

/** The tables that are held in memory, by what their rows are asked for. */
export interface InputTables {
  readonly parties: ReadonlyMap<string, TableRow>;
  readonly accounts: ReadonlyMap<string, TableRow>;
  /** By the account or the organisation that they belong to. */
  readonly holders: ReadonlyMap<string, readonly TableRow[]>;
  /** By the transfer's number; those of the report's activity under "". */
  readonly roles: ReadonlyMap<string, readonly TableRow[]>;
  readonly goods: ReadonlyMap<string, readonly TableRow[]>;
  readonly indicators: readonly TableRow[];
  /** What is wrong with the tables themselves; what is wrong with a row stands in the row. */
  readonly findings: readonly Finding[];
}

type HeldTable = Exclude<TableName, "transfers">;

/** The bytes of a table, or null where there is no such file. */
export type OpenTable = (name: TableName) => AsyncIterable<Uint8Array> | null;

export async function readInputTables(open: OpenTable, limits: WriteLimits): Promise<InputTables> {
  const findings: Finding[] = [];
  const read = async (name: HeldTable): Promise<readonly TableRow[]> => {
    const bytes = open(name);
    return bytes === null ? [] : holdRows(tableForms[name], { bytes, limits, findings });
  };
  return {
    parties: indexOne(await read("parties"), "party", findings),
    accounts: indexOne(await read("accounts"), "account", findings),
    holders: indexMany(await read("holders"), "owner"),
    roles: indexMany(await read("roles"), "transfer"),
    goods: indexMany(await read("goods"), "transfer"),
    indicators: await read("indicators"),
    findings,
  };
}

interface Holding {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly limits: WriteLimits;
  readonly findings: Finding[];
}

async function holdRows(form: TableForm, { bytes, limits, findings }: Holding): Promise<readonly TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(form, { bytes, file: form.file, limits })) {
    if (row.cells.size === 0) findings.push(...row.findings);
    else rows.push(row);
    if (rows.length <= limits.rowsMax) continue;
    const where = { file: form.file };
    findings.push({
      code: "FILE_TOO_LARGE",
      found: `more than ${limits.rowsMax} rows`,
      expected: `at most ${limits.rowsMax} (rowsMax)`,
      where,
    });
    return rows;
  }
  return rows;
}

function indexOne(rows: readonly TableRow[], key: string, findings: Finding[]): ReadonlyMap<string, TableRow> {
  const index = new Map<string, TableRow>();
  for (const row of rows) {
    const cell = row.cells.get(key);
    const known = cell === undefined ? undefined : index.get(cell.text);
    const where = { ...row.origin, path: key };
    if (cell === undefined)
      findings.push({
        code: "FIELD_MISSING",
        found: "an empty cell",
        expected: `a name that other tables use for the ${key}`,
        where,
      });
    else if (known !== undefined)
      findings.push({
        code: "RECORD_CONFLICT",
        found: `${key} a second time`,
        expected: `one row for it; line ${known.origin.line ?? 0} has it`,
        where,
      });
    else index.set(cell.text, row);
  }
  return index;
}

function indexMany(rows: readonly TableRow[], key: string): ReadonlyMap<string, readonly TableRow[]> {
  const index = new Map<string, TableRow[]>();
  for (const row of rows) {
    const at = row.cells.get(key)?.text ?? "";
    const known = index.get(at);
    if (known === undefined) index.set(at, [row]);
    else known.push(row);
  }
  return index;
}
