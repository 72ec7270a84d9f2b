import type { RecordCheck } from "@tributary/bank-kit";
import type { Finding } from "@tributary/domain";
import type { CheckFinding } from "./document-check.ts";

/**
 * Adds what the check found to what the reading found in the same record. Where both speak of one place, the reader's finding stays and takes
 * over rule, allowed values and hint: one fault is told once. Both lists are then in the order of the file.
 */
export function mergeFindings(record: Pick<RecordCheck, "errors" | "warnings">, findings: readonly CheckFinding[]): void {
  if (findings.length === 0) return;
  const told = placesOf(record);
  for (const { finding, paths, severity } of findings) {
    const path = paths.find((one) => told.has(one));
    const place = path === undefined ? undefined : told.get(path);
    if (path === undefined || place === undefined) {
      (severity === "error" ? record.errors : record.warnings).push(finding);
      continue;
    }
    const before = place.list[place.at];
    if (before !== undefined) place.list[place.at] = enrich(before, finding);
    told.delete(path);
  }
  record.errors.sort(byPlace);
  record.warnings.sort(byPlace);
}

/** In the order of the file. */
export function byPlace({ where: left }: Finding, { where: right }: Finding): number {
  return (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);
}

interface ListPlace {
  readonly list: Finding[];
  readonly at: number;
}

/** Where each path is spoken of first: in an error before a warning. */
function placesOf({ errors, warnings }: Pick<RecordCheck, "errors" | "warnings">): Map<string, ListPlace> {
  const places = new Map<string, ListPlace>();
  for (const list of [errors, warnings]) {
    for (const [at, { rule, where }] of list.entries()) {
      if (rule === undefined && where.path !== undefined && !places.has(where.path)) places.set(where.path, { list, at });
    }
  }
  return places;
}

function enrich(told: Finding, { where, rule, allowed, hint }: Finding): Finding {
  return {
    ...told,
    where: { ...where, ...told.where },
    ...(rule === undefined ? {} : { rule }),
    ...(allowed === undefined || told.allowed !== undefined ? {} : { allowed }),
    ...(hint === undefined || told.hint !== undefined ? {} : { hint }),
  };
}
