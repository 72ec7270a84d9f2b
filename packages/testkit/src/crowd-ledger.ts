import type { UtcMicros } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { instantAt } from "./ledger-of.ts";

/** The ledger as two transactions of one reference: in legs stand before out legs as often as after them, so that the order traced is seldom the one recorded. */
export function crowdLedger(ledger: TraceLedger): TraceLedger {
  const toInstant = (time: UtcMicros): UtcMicros => (time < instantAt(3) ? instantAt(1) : instantAt(4));
  return {
    ...ledger,
    transfers: ledger.transfers.map((row) => ({ ...row, occurredAt: toInstant(row.occurredAt), reference: "x" })),
    conversions: ledger.conversions.map((row) => ({
      ...row,
      basis: row.basis === "documented" || row.basis === "paired-event" ? "same-transaction" : row.basis,
    })),
  };
}
