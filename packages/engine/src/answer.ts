import { type Asset, type Coverage, coversAccount } from "@tributary/domain";
import type { TraceDocument, TraceResult } from "@tributary/trace";

export interface Answer<Document> {
  readonly document: Document;
  readonly assets: ReadonlyMap<string, Asset>;
  /** False where a limit was reached, or a source that states its coverage leaves a hole in it. */
  readonly isComplete: boolean;
}

/** Conversions that are only inferred are left out because the request says so: listed, but no limit reached. */
export const leftOutByRequest = "conversion_inferred";

/** Was no limit reached, and does no source that states its coverage leave a hole in it? */
export function isComplete(result: Pick<TraceResult, "coverage_gaps" | "limits_hit">, coverage: readonly Coverage[]): boolean {
  const hasHole = result.coverage_gaps.some((gap) => coverage.some((stated) => coversAccount(stated.scope, gap.account)));
  const hasLimit = result.limits_hit.some((row) => row.limit !== leftOutByRequest);
  return !hasLimit && !hasHole;
}

/** Likewise of every result of a document. */
export function isAnswerComplete(document: TraceDocument, coverage: readonly Coverage[]): boolean {
  const results = "results" in document ? Object.values(document.results) : [document];
  return results.every((result) => isComplete(result, coverage));
}
