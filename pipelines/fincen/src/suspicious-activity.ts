import { addMissing, childOf, childrenOf, childText, type ReportedRecord, type XmlElement } from "@tributary/bank-kit";
import { readAmount, readDate } from "./plain-values.ts";

/** The span, the totals and the kinds of suspicion of a SAR. Sums over a span: nothing in them says between whom money moved. */
export function mapSuspiciousActivity(activity: XmlElement, record: ReportedRecord): void {
  const { check } = record;
  for (const element of childrenOf(activity, "SuspiciousActivity")) {
    const from = readDate(element, "SuspiciousActivityFromDateText", check);
    const to = readDate(element, "SuspiciousActivityToDateText", check);
    if (from === null && check.errors.length === 0)
      addMissing(check, element, { name: "SuspiciousActivityFromDateText", expected: "the first day, as YYYYMMDD" });
    const amount = readAmount(element, "TotalSuspiciousAmountText", check);
    record.addActivity({ path: element.path, kind: "suspicious-total", from, to, amount, currency: currencyOf(amount) });
    const cumulative = readAmount(element, "CumulativeTotalViolationAmountText", check);
    const cumulativePath = childOf(element, "CumulativeTotalViolationAmountText")?.path ?? element.path;
    if (cumulative !== null)
      record.addActivity({ path: cumulativePath, kind: "suspicious-cumulative", from, to, amount: cumulative, currency: "USD" });
    for (const classification of childrenOf(element, "SuspiciousActivityClassification"))
      addClassification(classification, record);
  }
}

function addClassification(element: XmlElement, record: ReportedRecord): void {
  const type = childText(element, "SuspiciousActivityTypeID");
  const subtype = childText(element, "SuspiciousActivitySubtypeID");
  if (type !== null || subtype !== null)
    record.addIndicator({ path: element.path, code: `suspicion:${type ?? ""}:${subtype ?? ""}` });
}

/** The loss of an institution, where a party states one. */
export function addLoss(party: XmlElement, record: ReportedRecord): void {
  const amount = readAmount(party, "LossToFinancialAmountText", record.check);
  const path = childOf(party, "LossToFinancialAmountText")?.path ?? party.path;
  if (amount !== null) record.addActivity({ path, kind: "loss", amount, currency: "USD" });
}

/** Cyber events: the code is an indicator; the value is a text in which addresses, hashes and links are looked for like in any other. */
export function mapCyberEvents(activity: XmlElement, record: ReportedRecord): void {
  for (const event of childrenOf(activity, "CyberEventIndicators")) {
    const code = childText(event, "CyberEventIndicatorsTypeCode");
    if (code !== null) record.addIndicator({ path: event.path, code: `cyber:${code}` });
    const value = childOf(event, "EventValueText");
    if (value !== undefined && isInternetAddress(value.text.trim())) addInternetAddress(value, record);
  }
  for (const element of childrenOf(activity, "ActivityIPAddress")) {
    const address = childOf(element, "IPAddressText");
    if (address !== undefined && isInternetAddress(address.text.trim())) addInternetAddress(address, record);
  }
}

function addInternetAddress(element: XmlElement, record: ReportedRecord): void {
  const value = element.text.trim().toLowerCase();
  const position = BigInt(element.text.length - element.text.trimStart().length);
  const nothing = { account: null, transactionHash: null };
  record.addMention({ kind: "ip-address", isChecked: false, position, value, path: element.path, ...nothing });
}

/** Four numbers up to 255, or hexadecimal groups of version 6. */
function isInternetAddress(text: string): boolean {
  const numbers = text.split(".");
  if (numbers.length === 4) return numbers.every((number) => /^[0-9]{1,3}$/.test(number) && Number(number) <= 255);
  const groups = text.split(":");
  const isGroups = groups.length >= 3 && groups.length <= 8 && groups.every((group) => /^[0-9A-Fa-f]{0,4}$/.test(group));
  return isGroups && (groups.length === 8 || text.includes("::")) && text !== "::";
}

function currencyOf(amount: string | null): string | null {
  return amount === null ? null : "USD";
}
