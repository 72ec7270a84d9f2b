import { readJsonFile, type SubmissionScope } from "@tributary/bank-kit";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type FintracLimits, fintracLimits } from "./fintrac-limits.ts";
import { readReport } from "./report.ts";

export interface FintracSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  /** Offset such as `-05:00` of days that state no time. */
  readonly zoneOffset?: string | undefined;
  readonly limits?: FintracLimits | undefined;
}

/**
 * Reads FINTRAC's suspicious transaction report as JSON, one report or a list of them. A document that is no JSON, or says a key twice, is
 * refused with all its faults; else each transaction is a record of its own. The same bytes and options give the same items.
 */
export async function* readFintrac(source: FintracSource): AsyncGenerator<IngestItem, void, undefined> {
  const { submission, limits = fintracLimits } = source;
  const document = await readJsonFile({ bytes: source.bytes, submission, limits });
  if ("refused" in document) {
    yield document.refused;
    return;
  }
  const { node, text } = document;
  const reports = node.kind === "array" ? node.items : [node];
  const { transactionsMax } = limits;
  for (const [index, report] of reports.entries()) {
    const zoneOffset = source.zoneOffset ?? null;
    yield* readReport({ node: report, text, position: index + 1, submission, zoneOffset, transactionsMax });
  }
}
