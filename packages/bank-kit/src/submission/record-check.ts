import type { Finding, Refusal } from "@tributary/domain";

/** What was found wrong in one record: errors keep the record apart, warnings go with it. */
export interface RecordCheck {
  readonly file: string;
  /** The record's own reference, where there is one. */
  readonly record: string | null;
  readonly errors: Finding[];
  readonly warnings: Finding[];
}

/** Where something stands: an element or value, or the parent of one that is missing. */
export interface RecordPlace {
  readonly path: string;
  readonly line: number;
  readonly column?: number | undefined;
}

/** A refusal with what the sender needs to put it right. */
export type Remark = Refusal & Pick<Finding, "rule" | "allowed" | "hint">;

export function startCheck(file: string, record: string | null): RecordCheck {
  return { file, record, errors: [], warnings: [] };
}

export function addError(check: RecordCheck, place: RecordPlace, remark: Remark): void {
  check.errors.push(findingAt(check, place, remark));
}

export function addWarning(check: RecordCheck, place: RecordPlace, remark: Remark): void {
  check.warnings.push({ ...findingAt(check, place, remark), severity: "warning" });
}

/** Reports that `name` is missing inside `parent`. */
export function addMissing(check: RecordCheck, parent: RecordPlace, missing: { name: string; expected: string }): void {
  const place = { ...parent, path: `${parent.path}/${missing.name}` };
  addError(check, place, { code: "FIELD_MISSING", found: "nothing", expected: missing.expected });
}

/** All that was found, in the order of the file, which is the order in which the sender works through it. */
export function inFileOrder({ errors, warnings }: Pick<RecordCheck, "errors" | "warnings">): readonly Finding[] {
  const [line, column] = [({ where }: Finding) => where.line ?? 0, ({ where }: Finding) => where.column ?? 0];
  return [...errors, ...warnings].sort((a, b) => line(a) - line(b) || column(a) - column(b));
}

function findingAt(check: RecordCheck, place: RecordPlace, remark: Remark): Finding {
  const { line, path, column } = place;
  const record = check.record === null ? {} : { record: check.record };
  return { ...remark, where: { file: check.file, line, ...(column === undefined ? {} : { column }), path, ...record } };
}
