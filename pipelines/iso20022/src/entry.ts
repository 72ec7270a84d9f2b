import { childOf, type ReportedRecord, type StatedTransfer, statedText, type XmlElement } from "@tributary/bank-kit";
import {
  type AccountId,
  type AssetId,
  type Digest,
  digestFields,
  parseTransferId,
  type TimeBasis,
  type TransferId,
  unwrap,
} from "@tributary/domain";
import type { PaymentShape } from "@tributary/pipeline-kit";
import type { IdentifiedAccount } from "./account.ts";
import { checkSingle, descend, digestContent, identifierAt, textAt } from "./element-steps.ts";
import { amountOfDetail, checkEntrySum, detailsOf, type EntryDetail, readEntry, type StatedEntry } from "./entry-details.ts";
import { accountOf, addPartAt, addParty, addSide, type PartContext, type SideName, type StatedSide, sideOf } from "./parties.ts";
import type { ReportContext } from "./report-context.ts";
import type { StatedAmount } from "./stated-amount.ts";
import { readTime, type StatedTime, timeElement } from "./stated-time.ts";

/** What holds for every entry of one statement. */
export interface StatementContext extends ReportContext {
  /** Whose statement it is; undefined where the statement does not say. */
  readonly own: AccountId | undefined;
}

/** What an entry adds to its statement; null where it cannot be read. */
export interface EntryTally {
  /** Of booked entries: what it adds to the balance, negative for a debit. */
  readonly change: { readonly currency: AssetId; readonly atoms: bigint };
  readonly isBooked: boolean;
  /** Booking date as written. */
  readonly day: string | null;
}

export function entryReference(element: XmlElement): string | null {
  const [first] = detailsOf(element);
  return identifierAt(element, "NtryRef") ?? identifierAt(element, "AcctSvcrRef") ?? first?.reference ?? null;
}

/**
 * Maps one `Ntry`. A booked payment whose counterparty has an account is a transfer between it and the statement's account; without such an account
 * it is kept as roles. Reversals and returns bring money back and are no new flow.
 */
export function mapEntry(element: XmlElement, record: ReportedRecord, statement: StatementContext): EntryTally | null {
  checkSingle(record.check, element, ["Amt", "CdtDbtInd", "Sts", "RvslInd", "BookgDt", "ValDt", "AcctSvcrRef"]);
  const entry = readEntry(element, record);
  const time = readEntryTime(entry, statement);
  let digest: Digest | undefined;
  const contentDigest = (): Digest => {
    digest ??= digestContent(record.source);
    return digest;
  };
  const amounts = detailsOf(element).map((detail) => mapDetail(detail, { entry, time, statement, contentDigest }));
  checkEntrySum(amounts, entry);
  const { amount, direction, isBooked } = entry;
  if (record.check.errors.length > 0 || amount === null || direction === null) return null;
  const change = { currency: amount.asset.id, atoms: direction === "CRDT" ? amount.atoms : -amount.atoms };
  return { change, isBooked, day: time.bookingDay };
}

interface EntryTime {
  readonly stated: (StatedTime & { readonly basis: TimeBasis }) | undefined;
  readonly bookingDay: string | null;
  /** A time whose offset is not known: an error only where a transfer would rest on it. */
  readonly refuse: () => void;
}

function readEntryTime({ element, record }: StatedEntry, { zoneOffset }: ReportContext): EntryTime {
  const booking = timeElement(childOf(element, "BookgDt"));
  const place = booking ?? timeElement(childOf(element, "ValDt"));
  const text = statedText(place);
  const bookingDay = statedText(booking)?.slice(0, 10) ?? null;
  if (place === undefined || text === null) return { stated: undefined, bookingDay, refuse: () => undefined };
  const time = readTime(text, zoneOffset);
  if (time.ok) {
    const basis = booking === undefined ? "value" : "booking";
    return { stated: { ...time.value, basis }, bookingDay, refuse: () => undefined };
  }
  const hint = "state the zone offset of the file's times";
  const remark = { ...time.refusal, rule: "iso20022/time" };
  const refuse = (): void => record.error(place, time.refusal.code === "TIME_WITHOUT_OFFSET" ? { ...remark, hint } : remark);
  if (time.refusal.code !== "TIME_WITHOUT_OFFSET") refuse();
  return { stated: undefined, bookingDay, refuse: time.refusal.code === "TIME_WITHOUT_OFFSET" ? refuse : () => undefined };
}

interface DetailQuestion {
  readonly entry: StatedEntry;
  /** Of the whole entry, made once: a batch may have thousands of payments. */
  readonly contentDigest: () => Digest;
  readonly time: EntryTime;
  readonly statement: StatementContext;
}

function mapDetail(detail: EntryDetail, question: DetailQuestion): StatedAmount | null {
  const { entry, statement } = question;
  const { record, direction } = entry;
  checkSingle(record.check, detail.element, ["RltdPties", "RltdAgts", "Refs", "CdtDbtInd"]);
  const amount = amountOfDetail(detail, entry);
  const reference = statement.references.take(detail.reference ?? `entry ${entry.element.path}`);
  const paymentId = record.paymentIdOf(reference);
  const scope = statement.accountScope;
  const sides = sidesOf(detail, { record, scope });
  const counterparty = sides.find(({ name }) => name === (direction === "CRDT" ? "from" : "to"))?.identified?.account;
  const moved: MovedDetail = { ...question, amount, counterparty };
  const shape = shapeOf(detail, moved);
  const transfer = shape === "two-sided" ? transferOf(detail, moved, reference) : null;
  const context: PartContext = { record, paymentId, transferId: transfer?.id ?? null, scope };
  addParts(detail, { sides, context, direction, statement, amount, isReturn: shape === "return" });
  record.addPayment({ path: detail.element.path, reference, shape, ...(transfer === null ? {} : { transfer }) });
  return amount;
}

interface MovedDetail extends DetailQuestion {
  readonly amount: StatedAmount | null;
  readonly counterparty: AccountId | undefined;
}

function shapeOf(detail: EntryDetail, { entry, time, statement, amount, counterparty }: MovedDetail): PaymentShape {
  const { record, isBooked, isReversal } = entry;
  if (!isBooked) return "not-moved";
  if (isReversal || childOf(detail.element, "RtrInf") !== undefined) return "return";
  if (counterparty === undefined || statement.own === undefined || amount === null || amount.atoms === 0n) return "roles";
  const place = detail.element;
  const kept = "the parties are kept, no transfer is made";
  const own = textAt(detail.element, "CdtDbtInd");
  if (detail.element !== entry.element && own !== null && own !== entry.direction) {
    const expected = `${entry.direction} as in its entry; ${kept}`;
    record.warn(place, { code: "VALUE_UNREADABLE", found: own, expected, rule: "iso20022/direction" });
    return "roles";
  }
  if (counterparty === statement.own) {
    const expected = `a counterparty with another account than the statement's; ${kept}`;
    record.warn(place, { code: "VALUE_UNREADABLE", found: "the statement's own account on both sides", expected });
    return "roles";
  }
  if (time.stated === undefined) {
    time.refuse();
    if (record.check.errors.length > 0) return "roles";
    record.warn(
      { ...place, path: `${entry.element.path}/BookgDt` },
      { code: "FIELD_MISSING", found: "nothing", expected: `a booking or value date; ${kept}` },
    );
    return "roles";
  }
  return "two-sided";
}

type MadeTransfer = StatedTransfer & { readonly id: TransferId };

function transferOf(detail: EntryDetail, moved: MovedDetail, reference: string): MadeTransfer | null {
  const { entry, time, statement, amount, counterparty, contentDigest } = moved;
  const { own } = statement;
  if (time.stated === undefined || amount === null || counterparty === undefined || own === undefined) return null;
  const [from, to] = entry.direction === "CRDT" ? [counterparty, own] : [own, counterparty];
  const { asset, atoms } = amount;
  const { basis } = time.stated;
  const sides = { from, to, asset, atoms };
  if (detail.bankReference === null) {
    const { occurredAt, precision } = time.stated;
    const id = entry.record.transferIdOf(reference, contentDigest());
    return { id, occurredAt, precision, basis, sequence: statement.references.position, ...sides };
  }
  const day = unwrap(readTime(time.stated.day, statement.zoneOffset));
  const names = [statement.scope.version.submitter, own, from, to, asset.id, atoms.toString(), day.day, detail.bankReference];
  const { occurredAt, precision } = day;
  return { id: sharedId(names, statement), occurredAt, precision, basis, sequence: 0n, ...sides };
}

/**
 * The id of a movement that the bank itself named on the account (`AcctSvcrRef`): the same in every report of the submitter that states it, so that a
 * notification and a statement of one movement make one transfer. One of them may state a time of day or an offset and the other not, so the
 * movement has its day alone. The second of that name, amount and day in one report is another movement.
 */
function sharedId(names: readonly string[], { references }: StatementContext): TransferId {
  const key = digestFields("tributary/iso20022-movement/1", names);
  const count = references.count(key);
  const digest = count === 1 ? key : digestFields("tributary/iso20022-movement-again/1", [key, count.toString()]);
  return unwrap(parseTransferId(`br-${digest.slice(0, 32)}`));
}

interface DetailSide {
  readonly name: SideName;
  readonly side: StatedSide;
  readonly identified: IdentifiedAccount | undefined;
}

function sidesOf({ element }: EntryDetail, context: Pick<PartContext, "record" | "scope">): readonly DetailSide[] {
  const [parties, agents] = [descend(element, "RltdPties"), descend(element, "RltdAgts")];
  return (["from", "to"] as const).map((name) => {
    const side = sideOf(parties, name, agents);
    return { name, side, identified: accountOf(side, context) };
  });
}

interface DetailParts {
  readonly sides: readonly DetailSide[];
  readonly context: PartContext;
  readonly direction: StatedEntry["direction"];
  readonly statement: StatementContext;
  readonly amount: StatedAmount | null;
  /** Its parties are those of the payment that comes back. */
  readonly isReturn: boolean;
}

function addParts(detail: EntryDetail, { sides, context, direction, statement, amount, isReturn }: DetailParts): void {
  const parties = descend(detail.element, "RltdPties");
  const ownSide: SideName = direction === "CRDT" ? "to" : "from";
  const stated = amount ?? undefined;
  if (statement.own !== undefined)
    addPartAt(detail.element, { role: ownSide, account: statement.own, partyId: null, amount: stated }, context);
  const prefix = isReturn ? "original-" : "";
  for (const { name, side, identified } of sides) {
    const part = { role: `${prefix}${name}`, account: identified?.account ?? null, identified };
    addSide(side, name === ownSide ? part : { ...part, amount: stated }, context);
    if (name === ownSide && direction !== null && !isReturn)
      warnOfOtherOwn(identified, statement, { context, element: side.account });
  }
  addParty(descend(parties, "UltmtDbtr"), `${prefix}ultimate-from`, context);
  addParty(descend(parties, "UltmtCdtr"), `${prefix}ultimate-to`, context);
  addParty(descend(parties, "InitgPty"), "initiator", context);
}

interface OtherOwn {
  readonly context: PartContext;
  readonly element: XmlElement | undefined;
}

function warnOfOtherOwn(stated: IdentifiedAccount | undefined, { own }: StatementContext, { context, element }: OtherOwn): void {
  if (stated === undefined || own === undefined || element === undefined || stated.account === own) return;
  const expected = "the statement's own account on its side; the entry was booked on the statement's account";
  const remark = { found: "another account than the statement's", expected, rule: "iso20022/own-account" };
  context.record.warn(element, { code: "VALUE_UNREADABLE", ...remark });
}
