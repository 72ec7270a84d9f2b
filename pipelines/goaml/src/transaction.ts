import {
  addError,
  addMissing,
  addWarning,
  childOf,
  childrenOf,
  childText,
  contentOfLeaves,
  type RecordCheck,
  type ReportedRecord,
  type StatedTransfer,
  statedText,
  type XmlElement,
} from "@tributary/bank-kit";
import type { Digest } from "@tributary/domain";
import { digestFields } from "@tributary/pipeline-kit";
import { readMovedAmount } from "./amount-moved.ts";
import { checkSingle } from "./check-single.ts";
import type { ReportContext } from "./report-context.ts";
import { addSubject, type SubjectContext, subjectsIn } from "./subjects.ts";
import { addSide, findSide, type SideIdentity } from "./transaction-sides.ts";
import { readTransactionTime, type TransactionTime } from "./transaction-time.ts";

/** Over every leaf of a transaction: path inside it and value. */
export function digestTransaction({ source }: ReportedRecord): Digest {
  return digestFields("tributary/str-transaction-content/1", [contentOfLeaves(source.leaves, source.path.length)]);
}

interface TransactionParts {
  readonly element: XmlElement;
  /** `transactionnumber` is its reference. */
  readonly record: ReportedRecord;
  readonly contentDigest: Digest;
  /** Counts from 1 in the report. */
  readonly position: bigint;
}

/**
 * Maps one `transaction`. Two sides make one transfer. `involved_parties` make involvements and no transfer, and so does a
 * transaction whose status says that it was not completed.
 */
export function mapTransaction({ element, record, contentDigest, position }: TransactionParts, report: ReportContext): void {
  const { check } = record;
  const number = record.source.reference ?? "";
  checkMandatory(element, check, report);
  const parties = childOf(element, "involved_parties");
  const isMoved = isCompleted(element, check, report);
  const id = parties === undefined && isMoved ? record.transferIdOf(number, contentDigest) : null;
  const context = { report, record, paymentId: record.paymentIdOf(number), transferId: id };
  const { submitter, reference } = report.scope.version;
  const identity = { submitter, reference, transactionNumber: number, contentDigest };
  const transfer =
    parties === undefined ? mapSides(element, { context, identity, position }) : mapParties(element, parties, context);
  record.addPayment({
    path: element.path,
    reference: number,
    shape: transfer === undefined ? shapeWithout(parties !== undefined, isMoved) : "two-sided",
    ...(transfer === undefined || id === null ? {} : { transfer: { ...transfer, id } }),
  });
}

function shapeWithout(hasRoles: boolean, isMoved: boolean): "roles" | "not-moved" {
  return hasRoles || isMoved ? "roles" : "not-moved";
}

function checkMandatory(element: XmlElement, check: RecordCheck, { profile }: ReportContext): void {
  checkSingle(check, element, profile.mandatoryFields);
  checkSingle(check, element, otherSingles);
  for (const name of profile.mandatoryFields) {
    const stated = childOf(element, name);
    if (statedText(stated) !== null) continue;
    const expected = `${name}, which ${profile.id} makes mandatory`;
    if (stated === undefined) addMissing(check, element, { name, expected });
    else addError(check, stated, { code: "FIELD_MISSING", found: stated.text.trim() === "" ? "nothing" : stated.text, expected });
  }
}

const otherSingles: readonly string[] = ["transaction_status", "involved_parties"];

function isCompleted(element: XmlElement, check: RecordCheck, { profile }: ReportContext): boolean {
  const status = childOf(element, "transaction_status");
  const text = statedText(status);
  if (status === undefined || text === null || profile.completedStatuses.includes(text)) return true;
  const expected = `one of ${profile.completedStatuses.join(", ")} for money that moved; the parties are kept, no transfer is made`;
  addWarning(check, status, { code: "VALUE_UNREADABLE", found: `transaction_status ${text}`, expected });
  return false;
}

type PartContext = Omit<SubjectContext, "sideCurrency">;

interface SideParts {
  readonly context: PartContext;
  readonly identity: SideIdentity;
  readonly position: bigint;
}

function mapSides(element: XmlElement, { context, identity, position }: SideParts): StatedTransfer | undefined {
  const { report, record, transferId } = context;
  const { check } = record;
  const [from, to] = [findSide(element, "from", check), findSide(element, "to", check)];
  const fromAccount = from === undefined ? undefined : addSide(from, context, identity);
  const toAccount = to === undefined ? undefined : addSide(to, context, identity);
  if (transferId === null) return undefined;
  const foreign = [from?.foreign, to?.foreign].filter((side) => side !== undefined);
  const { localCurrency, profile } = report;
  const moved = readMovedAmount({ transaction: element, foreign, localCurrency, profile, check });
  const time = timeOf(element, check, report);
  if (fromAccount === undefined || toAccount === undefined || moved === undefined || time === undefined) return undefined;
  return { ...time, sequence: position, basis: "booking", from: fromAccount, to: toAccount, ...moved };
}

function timeOf(element: XmlElement, check: RecordCheck, report: ReportContext): TransactionTime | undefined {
  const date = childOf(element, "date_transaction");
  const text = statedText(date);
  if (date === undefined || text === null) return undefined;
  const time = readTransactionTime(text, report);
  if (time.ok) return time.value;
  addError(check, date, time.refusal);
  return undefined;
}

function mapParties(transaction: XmlElement, container: XmlElement, context: PartContext): undefined {
  for (const side of childrenOf(transaction, "t_from", "t_from_my_client", "t_to", "t_to_my_client"))
    addError(context.record.check, side, {
      code: "VALUE_UNREADABLE",
      found: `<${side.name}> beside involved_parties`,
      expected: "one of the two forms",
    });
  for (const party of childrenOf(container, "party")) {
    const foreign = childOf(party, "foreign_currency");
    const sideCurrency = foreign === undefined ? null : childText(foreign, "foreign_currency_code");
    for (const subject of subjectsIn(party))
      addSubject(
        subject,
        { role: `involved:${childText(party, "role") ?? "unstated"}`, account: null },
        { ...context, sideCurrency },
      );
  }
  return undefined;
}
