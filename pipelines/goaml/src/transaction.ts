import {
  type Digest,
  digestFields,
  parseSourceName,
  parseTransferId,
  type SourceName,
  type Transfer,
  type TransferId,
  unwrap,
} from "@tributary/domain";
import type { Involvement, LedgerRows } from "@tributary/pipeline-kit";
import { readMovedAmount } from "./amount-moved.ts";
import { addError, addMissing, addWarning, checkSingle, type RecordCheck, startCheck } from "./record-check.ts";
import type { ReportContext } from "./report-context.ts";
import { fieldsOf } from "./report-fields.ts";
import { addSubject, type SubjectContext, type Subjects, startSubjects, subjectsIn } from "./subjects.ts";
import { addSide, findSide, type SideIdentity } from "./transaction-sides.ts";
import { readTransactionTime, type TransactionTime } from "./transaction-time.ts";
import { childOf, childrenOf, childText, leavesOf, statedText, type XmlElement, type XmlLeaf } from "@tributary/bank-kit";

/** A record of a report, decoded, with what is wrong with it. With errors, `rows` must not be used. */
export interface MappedRecord {
  readonly rows: LedgerRows;
  readonly check: RecordCheck;
}

export interface MappedTransaction extends MappedRecord {
  /** `transactionnumber`; null where missing, which is an error. */
  readonly number: string | null;
  /** Over every leaf of the transaction: path inside it and value. */
  readonly contentDigest: Digest;
}

/** The source name of all transfers that come from reports. */
const strSource: SourceName = unwrap(parseSourceName("bank-record"));

/**
 * Maps one `transaction`. Two sides make one transfer. `involved_parties` make involvements and no transfer, and so does a
 * transaction whose status says that it was not completed.
 */
export function mapTransaction(element: XmlElement, position: bigint, report: ReportContext): MappedTransaction {
  const number = childText(element, "transactionnumber");
  const check = startCheck(report.file, number);
  const leaves = leavesOf(element);
  const contentDigest = digestContent(element, leaves);
  const { submitter, reference } = report;
  const identity = { submitter, reference, transactionNumber: number ?? "", contentDigest };
  checkMandatory(element, check, report);
  const parties = childOf(element, "involved_parties");
  const isMoved = isCompleted(element, check, report);
  const subjects = startSubjects();
  const transferId = parties === undefined && isMoved ? transferIdOf(identity) : null;
  const context = { report, check, subjects, transferId };
  const transfers =
    parties === undefined ? mapSides(element, { context, identity, position }) : mapParties(element, parties, context);
  return { number, contentDigest, check, rows: rowsOf(element, { report, identity, leaves, subjects, transferId, transfers }) };
}

interface RowParts {
  readonly leaves: readonly XmlLeaf[];
  readonly report: ReportContext;
  readonly identity: SideIdentity;
  readonly subjects: Subjects;
  readonly transferId: TransferId | null;
  readonly transfers: Pick<LedgerRows, "transfers" | "assets">;
}

function rowsOf(element: XmlElement, { report, identity, leaves, subjects, transferId, transfers }: RowParts): LedgerRows {
  const { reportId } = report;
  const { transactionNumber } = identity;
  // The natural key of a transaction: another content under it is another transfer id, and so a conflict in the store.
  const id = digestFields("tributary/str-transaction/1", [report.submitter, report.reference, transactionNumber]);
  const key: Involvement = { id, reportId, partyId: null, account: null, transferId, role: "transaction", path: element.path };
  const { parties, accounts, involvements } = subjects;
  return { ...transfers, fields: fieldsOf(leaves, reportId), parties, accounts, involvements: [key, ...involvements] };
}

/** Opaque: it names neither submitter nor reference, and cannot be guessed from them without the transaction's whole content. */
function transferIdOf({ submitter, reference, transactionNumber, contentDigest }: SideIdentity): TransferId {
  const digest = digestFields("tributary/str-transfer/1", [submitter, reference, transactionNumber, contentDigest]);
  return unwrap(parseTransferId(`br-${digest.slice(0, 32)}`));
}

function digestContent({ path }: XmlElement, leaves: readonly XmlLeaf[]): Digest {
  const content = JSON.stringify(leaves.map((leaf) => [leaf.path.slice(path.length), leaf.value]));
  return digestFields("tributary/str-transaction-content/1", [content]);
}

function checkMandatory(element: XmlElement, check: RecordCheck, { profile }: ReportContext): void {
  checkSingle(check, element, [...profile.mandatoryFields, "transaction_status", "involved_parties"]);
  for (const name of profile.mandatoryFields) {
    const stated = childOf(element, name);
    if (statedText(stated) !== null) continue;
    const expected = `${name}, which ${profile.id} makes mandatory`;
    if (stated === undefined) addMissing(check, element, { name, expected });
    else addError(check, stated, { code: "FIELD_MISSING", found: stated.text.trim() === "" ? "nothing" : stated.text, expected });
  }
}

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
  readonly context: PartContext & { readonly transferId: TransferId | null };
  readonly identity: SideIdentity;
  readonly position: bigint;
}

function mapSides(element: XmlElement, { context, identity, position }: SideParts): Pick<LedgerRows, "transfers" | "assets"> {
  const { report, check, transferId } = context;
  const [from, to] = [findSide(element, "from", check), findSide(element, "to", check)];
  const fromAccount = from === undefined ? undefined : addSide(from, context, identity);
  const toAccount = to === undefined ? undefined : addSide(to, context, identity);
  if (transferId === null) return {};
  const foreign = [from?.foreign, to?.foreign].filter((side) => side !== undefined);
  const { localCurrency, profile } = report;
  const moved = readMovedAmount({ transaction: element, foreign, localCurrency, profile, check });
  const time = timeOf(element, check, report);
  if (fromAccount === undefined || toAccount === undefined || moved === undefined || time === undefined) return {};
  const transfer: Transfer = {
    source: strSource,
    id: transferId,
    ...time,
    sequence: position,
    basis: "booking",
    from: fromAccount,
    to: toAccount,
    asset: moved.asset.id,
    atoms: moved.atoms,
    reference: null,
  };
  return { transfers: [transfer], assets: [moved.asset] };
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

function mapParties(
  transaction: XmlElement,
  container: XmlElement,
  context: PartContext,
): Pick<LedgerRows, "transfers" | "assets"> {
  for (const side of childrenOf(transaction, "t_from", "t_from_my_client", "t_to", "t_to_my_client"))
    addError(context.check, side, {
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
  return {};
}
