import { addMissing, childOf, type ReportedRecord, type StatedTransfer, statedText, type XmlElement } from "@tributary/bank-kit";
import { type AccountId, bankAccount, digestFields, parseAccount, unwrap } from "@tributary/domain";
import { type IdentifiedAccount, institutionCode } from "./account.ts";
import { checkSingle, descend, digestContent, identifierAt } from "./element-steps.ts";
import { accountOf, addParty, addSide, type PartContext, type SideName, type StatedSide, sideOf } from "./parties.ts";
import type { IdentifiedRecord } from "./payment-references.ts";
import type { ReportContext, TotalledAmount } from "./report-context.ts";
import { readAmount, type StatedAmount, showAmount, takeMovedAmount } from "./stated-amount.ts";
import { readTime, timeElement } from "./stated-time.ts";

export interface CreditTransfer {
  readonly element: XmlElement;
  readonly record: ReportedRecord;
  /** Counts from 1 in the message. */
  readonly position: bigint;
  /** `IntrBkSttlmDt` of the group header. */
  readonly groupDate: XmlElement | undefined;
}

const singles: readonly string[] = [
  "PmtId",
  "IntrBkSttlmAmt",
  "IntrBkSttlmDt",
  "InstdAmt",
  "Dbtr",
  "DbtrAcct",
  "DbtrAgt",
  "Cdtr",
  "CdtrAcct",
  "CdtrAgt",
];

/** What people call a transaction: the payer's reference, else one that a bank gave. */
export function transactionReference(element: XmlElement): string | null {
  const id = descend(element, "PmtId");
  const names = ["EndToEndId", "TxId", "InstrId", "UETR"];
  return names.map((name) => identifierAt(id, name)).find((text) => text !== null) ?? null;
}

/**
 * Maps one `CdtTrfTxInf` of a pacs.008 or pacs.009. The settlement amount moves from the debtor's account to the creditor's. A pacs.009 with an
 * underlying customer transfer is the cover of a payment that a pacs.008 tells: no transfer. Answers what it adds to the message's totals.
 */
export function mapCreditTransfer(transfer: CreditTransfer, report: ReportContext): TotalledAmount {
  const { element, record, position } = transfer;
  checkSingle(record.check, element, singles);
  const contentDigest = digestContent(record.source);
  checkIdentifiers(element, { record, contentDigest }, report);
  const reference = report.references.take(transactionReference(element) ?? `transaction ${position}`);
  const underlying = childOf(element, "UndrlygCstmrCdtTrf");
  const id = underlying === undefined ? record.transferIdOf(reference, contentDigest) : null;
  const paymentId = record.paymentIdOf(reference);
  const context: PartContext = { record, paymentId, transferId: id, scope: report.accountScope };
  const amount = amountOf(element, record);
  const identity = [report.scope.version.submitter, report.scope.version.reference, reference, contentDigest];
  const [from, to] = [mapSide("from", { element, context, identity }), mapSide("to", { element, context, identity })];
  addOthers(element, context);
  if (underlying !== undefined) addUnderlying(underlying, context);
  const time = underlying === undefined ? settlementTime(transfer, report) : undefined;
  const isWhole = id !== null && amount !== undefined && from !== undefined && to !== undefined && time !== undefined;
  const stated = isWhole
    ? { transfer: { id, ...time, sequence: position, from, to, asset: amount.asset, atoms: amount.atoms } }
    : {};
  const shape = underlying === undefined ? "two-sided" : "cover";
  record.addPayment({ path: element.path, reference, shape, ...stated });
  return amount;
}

function checkIdentifiers(element: XmlElement, record: IdentifiedRecord, report: ReportContext): void {
  for (const name of ["TxId", "UETR"]) {
    const identifier = identifierAt(element, "PmtId", name);
    if (identifier !== null) report.references.checkUnique(element, `${name} ${identifier}`, record);
  }
}

/** The amount between the banks moved; an instructed amount in another currency was exchanged by a bank on the way. */
function amountOf(element: XmlElement, record: ReportedRecord): StatedAmount | undefined {
  const settled = childOf(element, "IntrBkSttlmAmt");
  if (settled === undefined) {
    addMissing(record.check, element, { name: "IntrBkSttlmAmt", expected: "the amount settled between the banks" });
    return undefined;
  }
  const amount = takeMovedAmount(settled, record.check);
  const instructed = childOf(element, "InstdAmt");
  const order = instructed === undefined ? undefined : readAmount(instructed);
  if (instructed === undefined || order === undefined || amount === undefined) return amount;
  if (!order.ok) record.warn(instructed, { ...order.refusal, expected: `${order.refusal.expected}; it is kept as a field only` });
  else if (order.value.asset.id !== amount.asset.id) {
    const found = `${showAmount(order.value)} ordered and ${showAmount(amount)} settled`;
    const expected = "one currency; a bank exchanged on the way, and the settled amount is what moved";
    record.warn(instructed, { code: "VALUE_UNREADABLE", found, expected, rule: "iso20022/exchange" });
  }
  return amount;
}

interface SideQuestion {
  readonly element: XmlElement;
  readonly context: PartContext;
  readonly identity: readonly string[];
}

function mapSide(name: SideName, { element, context, identity }: SideQuestion): AccountId | undefined {
  const side = sideOf(element, name);
  const identified = accountOf(side, context);
  const account = identified?.account ?? institutionAccount(side) ?? accountless(side, [...identity, name]);
  if (account === undefined) {
    const missing = name === "from" ? "Dbtr" : "Cdtr";
    addMissing(context.record.check, element, { name: missing, expected: "a party or an account on each side" });
    return undefined;
  }
  addSide(side, { role: name, account, identified }, context);
  return account;
}

/** A bank that pays for itself and states no account pays out of its own position, one for each institution code. */
function institutionAccount({ party }: StatedSide): AccountId | undefined {
  const code = institutionCode(party);
  const joined = code === null ? undefined : bankAccount(code, "own");
  const account = joined?.ok === true ? parseAccount(joined.value) : undefined;
  return account?.ok === true ? account.value : undefined;
}

/** A party without an account gets an opaque one for this payment alone: nothing in a name says that two people are one. */
function accountless({ party }: StatedSide, identity: readonly string[]): AccountId | undefined {
  if (party === undefined || party.children.length === 0) return undefined;
  return unwrap(bankAccount("no-account", digestFields("tributary/iso20022-accountless/1", identity).slice(0, 32)));
}

function addOthers(element: XmlElement, context: PartContext): void {
  addParty(childOf(element, "UltmtDbtr"), "ultimate-from", context);
  addParty(childOf(element, "UltmtCdtr"), "ultimate-to", context);
  addParty(childOf(element, "InitgPty"), "initiator", context);
}

/** The customers whose payment a cover settles: kept with their accounts, in no transfer. */
function addUnderlying(element: XmlElement, context: PartContext): void {
  for (const name of ["from", "to"] as const) {
    const side = sideOf(element, name);
    const identified: IdentifiedAccount | undefined = accountOf(side, context);
    addSide(side, { role: `underlying-${name}`, account: identified?.account ?? null, identified }, context);
  }
  addParty(childOf(element, "UltmtDbtr"), "underlying-ultimate-from", context);
  addParty(childOf(element, "UltmtCdtr"), "underlying-ultimate-to", context);
}

type TransferTime = Pick<StatedTransfer, "occurredAt" | "precision" | "basis">;

/** The settlement date, a value date; without one, the moment at which the debtor's bank accepted the order. */
function settlementTime({ element, record, groupDate }: CreditTransfer, { zoneOffset }: ReportContext): TransferTime | undefined {
  const settled = timeElement(childOf(element, "IntrBkSttlmDt")) ?? timeElement(groupDate);
  const stated = settled ?? timeElement(childOf(element, "AccptncDtTm"));
  if (stated === undefined) {
    addMissing(record.check, element, { name: "IntrBkSttlmDt", expected: "a settlement date here or in the group header" });
    return undefined;
  }
  const time = readTime(statedText(stated) ?? "", zoneOffset);
  if (!time.ok) {
    record.error(stated, { ...time.refusal, rule: "iso20022/time" });
    return undefined;
  }
  const { occurredAt, precision } = time.value;
  return { occurredAt, precision, basis: settled === undefined ? "booking" : "value" };
}
