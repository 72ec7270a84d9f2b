import type { RecordCheck } from "@tributary/bank-kit";
import type { Finding } from "@tributary/domain";
import type { CheckFinding } from "./document-check.ts";

/**
 * Adds what the check found to what the reading found in the same record. Where both speak of one place, the reader's finding stays and takes
 * over rule, allowed values and hint: one fault is told once.
 */
export function mergeFindings(record: Pick<RecordCheck, "errors" | "warnings">, findings: readonly CheckFinding[]): void {
  const taken = new Set<Finding>();
  for (const { finding, paths, severity } of findings) {
    const place = findAt(record, paths, taken);
    if (place === undefined) {
      (severity === "error" ? record.errors : record.warnings).push(finding);
      continue;
    }
    const merged = enrich(place.list[place.at], finding);
    if (merged === undefined) continue;
    place.list[place.at] = merged;
    taken.add(merged);
  }
}

interface ListPlace {
  readonly list: Finding[];
  readonly at: number;
}

function findAt(
  { errors, warnings }: Pick<RecordCheck, "errors" | "warnings">,
  paths: readonly string[],
  taken: ReadonlySet<Finding>,
): ListPlace | undefined {
  for (const list of [errors, warnings]) {
    const at = list.findIndex(
      (finding) => finding.rule === undefined && !taken.has(finding) && paths.includes(finding.where.path ?? ""),
    );
    if (at !== -1) return { list, at };
  }
  return undefined;
}

function enrich(told: Finding | undefined, { where, rule, allowed, hint }: Finding): Finding | undefined {
  if (told === undefined) return undefined;
  return {
    ...told,
    where: { ...where, ...told.where },
    ...(rule === undefined ? {} : { rule }),
    ...(allowed === undefined || told.allowed !== undefined ? {} : { allowed }),
    ...(hint === undefined || told.hint !== undefined ? {} : { hint }),
  };
}
