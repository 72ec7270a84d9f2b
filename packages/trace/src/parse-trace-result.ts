import type { Finding, Locator } from "@tributary/domain";
import { keyOf, linksOf } from "./compare-rows.ts";
import { type DocumentReader, type Field, readChoice, readFields, readFlag, report, requireField } from "./read-document.ts";
import {
  backwardTables,
  forwardTables,
  type ResultColumn,
  type ResultTable,
  type ResultTableName,
  resultTables,
} from "./result-tables.ts";
import type { TraceDocument } from "./trace.ts";
import { tracingRules } from "./trace-request.ts";

export type ParsedTraceResult =
  | { readonly ok: true; readonly document: TraceDocument }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Faults that are told of one document; reading ends there. */
const findingsMax = 100;
/** No sum of amounts comes near: 2^256 has 78 digits. */
const digitsMax = 200;

/**
 * Reads the value of a trace result as `trace --json` writes it, one result or one for each of several rules. Every cell is checked against the
 * columns of its table, and no row may stand twice. At most 100 findings come back. Source: the specification of tracing, section 9.
 */
export function parseTraceResult(document: unknown, where: Locator): ParsedTraceResult {
  const reader: DocumentReader = { where, findings: [] };
  const isSeveral = typeof document === "object" && document !== null && "results" in document;
  if (isSeveral) checkResults(reader, { path: "", value: document });
  else checkResult(reader, { path: "", value: document });
  // What was checked is the document itself, cell by cell.
  return reader.findings.length === 0
    ? { ok: true, document: document as TraceDocument }
    : { ok: false, findings: reader.findings };
}

function checkResults(reader: DocumentReader, field: Field): void {
  const inner = readFields(reader, field, ["results"])?.get("results");
  const rules = inner === undefined ? undefined : readFields(reader, inner, tracingRules);
  if (inner === undefined || rules === undefined) return;
  if (rules.size === 0) report(reader, inner, { code: "FIELD_MISSING", expected: "the result of a rule" });
  const directions = [...rules].map(([rule, result]) => checkResult(reader, result, rule));
  if (new Set(directions).size > 1) report(reader, inner, { expected: "results that are all forward or all backward" });
}

function checkResult(reader: DocumentReader, field: Field, rule?: string): "forward" | "backward" {
  const { value } = field;
  const isBackward = typeof value === "object" && value !== null && "origins" in value;
  const names = isBackward ? backwardTables : forwardTables;
  const fields = readFields(reader, field, ["method", ...(isBackward ? ["sums_close"] : []), ...names]);
  if (fields === undefined) return "forward";
  const method = requireField(reader, fields, { name: "method", path: field.path });
  if (method !== undefined) readChoice(reader, method, rule === undefined ? tracingRules : [rule]);
  const closes = isBackward ? requireField(reader, fields, { name: "sums_close", path: field.path }) : undefined;
  if (closes !== undefined) readFlag(reader, closes);
  for (const name of names) checkTable(reader, requireField(reader, fields, { name, path: field.path }), name);
  return isBackward ? "backward" : "forward";
}

function checkTable(reader: DocumentReader, field: Field | undefined, name: ResultTableName): void {
  if (field === undefined) return;
  if (!Array.isArray(field.value)) {
    report(reader, field, { expected: "a list" });
    return;
  }
  const table = resultTables[name];
  const known = new Set(table.columns.map((column) => column.name));
  const seen = new Set<string>();
  for (const [index, value] of field.value.entries()) {
    if (reader.findings.length >= findingsMax) return;
    const row: Field = { path: `${field.path}[${index}]`, value };
    if (!isPlain(value)) report(reader, row, { expected: "a row" });
    else if (isRow(reader, row, { value, table, known }) && isTwice(table, value, seen)) {
      report(reader, { ...row, value: JSON.stringify(value) }, { expected: "each row once" });
    }
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface RowToCheck {
  readonly value: object;
  readonly table: ResultTable;
  readonly known: ReadonlySet<string>;
}

/** True where the row is right; tells what is wrong with it. */
function isRow(reader: DocumentReader, { path }: Field, { value, table, known }: RowToCheck): boolean {
  const count = reader.findings.length;
  for (const name of Object.keys(value)) {
    if (!known.has(name)) {
      const expected = `one of the keys ${[...known].join(", ")}`;
      report(reader, { path: `${path}.${name}`, value: name }, { code: "FIELD_UNKNOWN", expected });
    }
  }
  for (const column of table.columns) {
    const cell: unknown = Object.hasOwn(value, column.name) ? Reflect.get(value, column.name) : undefined;
    if (cell === undefined && column.isOptional) continue;
    const expected = whatIsWrong(column, cell);
    if (expected !== undefined) report(reader, { path: `${path}.${column.name}`, value: cell }, { expected });
  }
  const isOrigin = table === resultTables.origins;
  if (isOrigin && Object.hasOwn(value, "transfer") === Object.hasOwn(value, "opening"))
    report(reader, { path, value }, { expected: "a transfer or an opening, and not both" });
  return reader.findings.length === count;
}

/** What would be right, where the cell is not. */
function whatIsWrong({ kind, choices }: ResultColumn, cell: unknown): string | undefined {
  switch (kind) {
    case "text":
      if (typeof cell !== "string") return "a text";
      return choices === undefined || choices.includes(cell) ? undefined : `one of ${choices.join(", ")}`;
    case "atoms":
      return typeof cell === "string" && cell.length <= digitsMax && /^(0|[1-9][0-9]*)$/.test(cell)
        ? undefined
        : "an amount in atoms, decimal digits in quotes";
    case "count":
      return typeof cell === "number" && Number.isSafeInteger(cell) && cell >= 0 ? undefined : "a whole number, 0 or more";
    case "texts":
      return Array.isArray(cell) && cell.every((text) => typeof text === "string") ? undefined : "a list of texts";
  }
}

/** Whether a row of the same name came before. */
function isTwice(table: ResultTable, row: object, seen: Set<string>): boolean {
  const names = table.linkedBy === undefined ? [keyOf(table, row)] : linksOf(table, row);
  const isKnown = names.some((name) => seen.has(name)) || new Set(names).size < names.length;
  for (const name of names) seen.add(name);
  return isKnown;
}
