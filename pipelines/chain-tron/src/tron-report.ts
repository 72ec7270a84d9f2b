import { withNotes } from "@tributary/chain-kit";
import type { Finding } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { Seen } from "./seen.ts";
import type { TronRange } from "./tron-range.ts";

/** What a segment brought, and what its answers showed. */
export interface TronIngestReport extends IngestReport {
  readonly seen: Readonly<Seen>;
}

/** So many contract runs without one internal transaction do not happen where a node keeps them. */
const silentRunsMax = 200n;

/** Adds to the kit's report what no record of the range says: then the import is incomplete. */
export function reportSeen(
  report: IngestReport,
  reading: { readonly seen: Seen; readonly range: TronRange; readonly isTraced: boolean },
): TronIngestReport {
  const { seen, range, isTraced } = reading;
  const where = { path: range.file.origin };
  const notes: Finding[] = [];
  if (isTraced && seen.internalTransactions === 0n && seen.contractRuns >= silentRunsMax)
    notes.push({
      code: "SOURCE_PARTIAL",
      found: `no internal transaction in ${seen.contractRuns} runs of contracts`,
      expected: "an endpoint that keeps them (vm.saveInternalTx); what contracts paid in TRX and TRC-10 is missing",
      where,
    });
  return { ...withNotes(report, { notes, isGap: notes.length > 0 }), seen: { ...seen } };
}
