import { addMissing, childOf, type ReportedRecord, type XmlElement } from "@tributary/bank-kit";
import { checkSingle, descend, identifierAt } from "./element-steps.ts";
import { accountOf, addParty, addSide, type PartContext, type SideName, sideOf } from "./parties.ts";
import type { ReportContext, TotalledAmount } from "./report-context.ts";
import { type StatedAmount, takeAmount, takeMovedAmount } from "./stated-amount.ts";

export interface ReturnedPayment {
  readonly element: XmlElement;
  readonly record: ReportedRecord;
  readonly position: bigint;
  /** `pacs.004` returns money; `camt.056` asks for it. */
  readonly code: string;
}

/** The reference of the payment that comes back, as `transactionReference` would call it there; else the message's own. */
export function originalReference(element: XmlElement): string | null {
  const names = ["OrgnlEndToEndId", "OrgnlTxId", "OrgnlInstrId", "OrgnlUETR", "RtrId", "CxlId"];
  return names.map((name) => identifierAt(element, name)).find((text) => text !== null) ?? null;
}

/**
 * Maps one `TxInf` of a pacs.004, shape `return`, or of a camt.056, shape `not-moved`. Neither is a new flow. The parties of the original payment
 * keep their roles of then: `original-from` paid it.
 */
export function mapReturnedPayment({ element, record, position, code }: ReturnedPayment, report: ReportContext): TotalledAmount {
  checkSingle(record.check, element, ["RtrdIntrBkSttlmAmt", "OrgnlIntrBkSttlmAmt", "OrgnlTxRef", "RtrChain"]);
  const reference = report.references.take(originalReference(element) ?? `transaction ${position}`);
  const isReturn = code === "pacs.004";
  const amount = isReturn ? returnedAmount(element, record) : askedAmount(element, record);
  const paymentId = record.addPayment({ path: element.path, reference, shape: isReturn ? "return" : "not-moved" });
  const context: PartContext = { record, paymentId, transferId: null, scope: report.accountScope };
  addTwoSides(childOf(element, "OrgnlTxRef"), "original-", { context, amount });
  addTwoSides(childOf(element, "RtrChain"), "return-", { context, amount });
  return amount;
}

function returnedAmount(element: XmlElement, record: ReportedRecord): StatedAmount | undefined {
  const returned = childOf(element, "RtrdIntrBkSttlmAmt");
  if (returned !== undefined) return takeMovedAmount(returned, record.check);
  addMissing(record.check, element, { name: "RtrdIntrBkSttlmAmt", expected: "the amount that comes back" });
  return undefined;
}

function askedAmount(element: XmlElement, record: ReportedRecord): StatedAmount | undefined {
  const asked = childOf(element, "OrgnlIntrBkSttlmAmt");
  return asked === undefined ? undefined : takeAmount(asked, record.check);
}

interface SidesContext {
  readonly context: PartContext;
  readonly amount: StatedAmount | undefined;
}

function addTwoSides(parties: XmlElement | undefined, prefix: string, { context, amount }: SidesContext): void {
  if (parties === undefined) return;
  for (const name of ["from", "to"] as const satisfies readonly SideName[]) {
    const side = sideOf(parties, name);
    const identified = accountOf(side, context);
    addSide(side, { role: `${prefix}${name}`, account: identified?.account ?? null, identified, amount }, context);
  }
  addParty(descend(parties, "UltmtDbtr"), `${prefix}ultimate-from`, context);
  addParty(descend(parties, "UltmtCdtr"), `${prefix}ultimate-to`, context);
}
