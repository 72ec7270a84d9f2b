import type { Finding, Refusal } from "@tributary/domain";
import { childrenOf, type XmlElement } from "@tributary/bank-kit";

/** What was found wrong in one record: errors keep the record apart, warnings go with it. */
export interface RecordCheck {
  readonly file: string;
  /** `transactionnumber`, where there is one. */
  readonly record: string | null;
  readonly errors: Finding[];
  readonly warnings: Finding[];
}

/** Where something stands: an element, or the parent of one that is missing. */
export interface XmlPlace {
  readonly path: string;
  readonly line: number;
}

export function startCheck(file: string, record: string | null): RecordCheck {
  return { file, record, errors: [], warnings: [] };
}

export function addError(check: RecordCheck, place: XmlPlace, refusal: Refusal): void {
  check.errors.push(findingAt(check, place, refusal));
}

export function addWarning(check: RecordCheck, place: XmlPlace, refusal: Refusal): void {
  check.warnings.push(findingAt(check, place, refusal));
}

/** Reports that `name` is missing inside `parent`. */
export function addMissing(check: RecordCheck, parent: XmlPlace, missing: { name: string; expected: string }): void {
  const place = { path: `${parent.path}/${missing.name}`, line: parent.line };
  addError(check, place, { code: "FIELD_MISSING", found: "nothing", expected: missing.expected });
}

/** Two values where the ledger needs one would be a choice of ours: an error for each beyond the first. */
export function checkSingle(check: RecordCheck, element: XmlElement, names: readonly string[]): void {
  for (const name of names) {
    for (const extra of childrenOf(element, name).slice(1))
      addError(check, extra, { code: "VALUE_UNREADABLE", found: `a second <${name}>`, expected: `one ${name}` });
  }
}

function findingAt(check: RecordCheck, place: XmlPlace, { code, found, expected }: Refusal): Finding {
  const record = check.record === null ? {} : { record: check.record };
  return { code, found, expected, where: { file: check.file, line: place.line, path: place.path, ...record } };
}
