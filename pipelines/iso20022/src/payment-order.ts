import { addMissing, childOf, type ReportedRecord, type XmlElement } from "@tributary/bank-kit";
import type { AccountId, Digest } from "@tributary/domain";
import { transactionReference } from "./credit-transfer.ts";
import { checkSingle, descend } from "./element-steps.ts";
import { accountOf, addDescribed, addPartAt, addParty, addSide, addStatedAccount, type PartContext, sideOf } from "./parties.ts";
import type { ReportContext, TotalledAmount } from "./report-context.ts";
import { type StatedAmount, takeMovedAmount } from "./stated-amount.ts";

/** Who pays all orders of a batch. */
export interface BatchDebtor {
  readonly partyId: Digest | null;
  readonly account: AccountId | null;
}

/** Records who pays a batch, `PmtInf`; the orders in it name the payer through this. */
export function mapBatch(batch: XmlElement, record: ReportedRecord, report: ReportContext): BatchDebtor {
  const context: PartContext = { record, paymentId: null, transferId: null, scope: report.accountScope };
  checkSingle(record.check, batch, ["Dbtr", "DbtrAcct", "DbtrAgt"]);
  const side = sideOf(batch, "from");
  const identified = accountOf(side, context);
  if (side.account !== undefined && identified !== undefined) addStatedAccount(side.account, identified, context);
  const partyId = side.party === undefined ? null : addDescribed(side.party, context);
  addParty(childOf(batch, "UltmtDbtr"), "ultimate-from", context);
  return { partyId, account: identified?.account ?? null };
}

export interface PaymentOrder {
  readonly element: XmlElement;
  readonly record: ReportedRecord;
  readonly position: bigint;
  readonly debtor: BatchDebtor | undefined;
}

/** Maps one `CdtTrfTxInf` of a pain.001: an order to a bank. Whether money moved is for a pacs or camt message to say: `not-moved`. */
export function mapPaymentOrder({ element, record, position, debtor }: PaymentOrder, report: ReportContext): TotalledAmount {
  checkSingle(record.check, element, ["Amt", "Cdtr", "CdtrAcct", "CdtrAgt"]);
  const reference = report.references.take(transactionReference(element) ?? `transaction ${position}`);
  const amount = orderedAmount(element, record);
  const paymentId = record.addPayment({ path: element.path, reference, shape: "not-moved" });
  const context: PartContext = { record, paymentId, transferId: null, scope: report.accountScope };
  if (debtor !== undefined && (debtor.partyId !== null || debtor.account !== null))
    addPartAt(element, { role: "from", ...debtor, amount }, context);
  const side = sideOf(element, "to");
  const identified = accountOf(side, context);
  addSide(side, { role: "to", account: identified?.account ?? null, identified, amount }, context);
  addParty(childOf(element, "UltmtDbtr"), "ultimate-from", context);
  addParty(childOf(element, "UltmtCdtr"), "ultimate-to", context);
  return amount;
}

function orderedAmount(element: XmlElement, record: ReportedRecord): StatedAmount | undefined {
  const ordered = descend(element, "Amt", "InstdAmt") ?? descend(element, "Amt", "EqvtAmt", "Amt");
  if (ordered !== undefined) return takeMovedAmount(ordered, record.check);
  addMissing(record.check, element, { name: "Amt/InstdAmt", expected: "the amount ordered" });
  return undefined;
}
