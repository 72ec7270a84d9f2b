import type { ReportScope } from "@tributary/bank-kit";
import type { Digest } from "@tributary/domain";
import type { PaymentReferences } from "./payment-references.ts";
import type { StatedAmount } from "./stated-amount.ts";

/** What holds for every record of one report. */
export interface ReportContext {
  readonly scope: ReportScope;
  /** Offset of times that state none. */
  readonly zoneOffset: string | null;
  readonly accountScope: Digest;
  readonly references: PaymentReferences;
}

/** What a payment adds to the totals of its message; undefined where its amount cannot be read. */
export type TotalledAmount = StatedAmount | undefined;
