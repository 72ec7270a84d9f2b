import { childOf, childrenOf, childText, type ReportedRecord, type XmlElement } from "@tributary/bank-kit";
import type { Digest } from "@tributary/domain";
import { readAmount, readDate } from "./plain-values.ts";

/**
 * The cash of one day of a CTR: totals in and out, and sums by kind. They are sums over a day and over several payments, so they become
 * activities, never transfers.
 */
export function mapCashActivity(activity: XmlElement, record: ReportedRecord): void {
  const { check } = record;
  for (const element of childrenOf(activity, "CurrencyTransactionActivity")) {
    const day = readDate(element, "TransactionDateText", check);
    for (const [name, kind] of totals) {
      const amount = readAmount(element, name, check);
      const path = childOf(element, name)?.path ?? element.path;
      if (amount !== null) record.addActivity({ path, kind, from: day, to: day, amount, currency: "USD" });
    }
    for (const detail of childrenOf(element, "CurrencyTransactionActivityDetail")) addDetail(detail, day, record);
  }
}

const totals = [
  ["TotalCashInReceiveAmountText", "cash-in-total"],
  ["TotalCashOutAmountText", "cash-out-total"],
] as const;

/** One kind of cash. Of foreign cash the form states the country and the value in dollars. */
function addDetail(element: XmlElement, day: string | null, record: ReportedRecord): void {
  const code = childText(element, "CurrencyTransactionActivityDetailTypeCode") ?? "unstated";
  const amount = readAmount(element, "DetailTransactionAmountText", record.check);
  const description = childText(element, "OtherCurrencyTransactionActivityDetailText");
  const path = element.path;
  if (amount !== null)
    record.addActivity({ path, kind: `cash-detail:${code}`, from: day, to: day, amount, currency: "USD", description });
}

/** What one party brought and took in cash over the day. */
export function addCashParts(party: XmlElement, partyId: Digest, record: ReportedRecord): void {
  for (const [name, role] of partyTotals) {
    const amount = readAmount(party, name, record.check);
    if (amount !== null)
      record.addPart({ path: childOf(party, name)?.path ?? party.path, role, partyId, amount, currency: "USD" });
  }
}

const partyTotals = [
  ["IndividualEntityCashInAmountText", "cash-in"],
  ["IndividualEntityCashOutAmountText", "cash-out"],
] as const;
