import { childOf, childrenOf, isUnstatedNumber, type ReportedRecord, statedText, type XmlElement } from "@tributary/bank-kit";
import { descend, descendAll, identifierAt, textAt } from "./element-steps.ts";
import { readAmount, type StatedAmount, showAmount, takeAmount } from "./stated-amount.ts";

export type Direction = "CRDT" | "DBIT";

/** What an entry says of itself; every payment in it shares this. */
export interface StatedEntry {
  readonly element: XmlElement;
  readonly record: ReportedRecord;
  /** Null where there is an error in it. */
  readonly amount: StatedAmount | null;
  readonly direction: Direction | null;
  /** Booked, and so moved. */
  readonly isBooked: boolean;
  /** Takes back an earlier entry. */
  readonly isReversal: boolean;
}

/** One payment of an entry: its `TxDtls`, or the entry itself where it has none. */
export interface EntryDetail {
  readonly element: XmlElement;
  readonly isOnly: boolean;
  /** `AcctSvcrRef`: what the bank calls this one movement on the account. */
  readonly bankReference: string | null;
  /** What the payment is called, where anything is stated. */
  readonly reference: string | null;
}

export function detailsOf(entry: XmlElement): readonly EntryDetail[] {
  const stated = [...childrenOf(entry, "TxDtls"), ...descendAll(entry, "NtryDtls", "TxDtls")];
  const isOnly = stated.length <= 1;
  const entryReference = movementName(entry);
  return (stated.length === 0 ? [entry] : stated).map((element) => {
    const refs = descend(element, "Refs");
    const ownReference = movementName(refs);
    const named = ["EndToEndId", "TxId", "InstrId", "UETR"].map((name) => identifierAt(refs, name)).find((text) => text !== null);
    return {
      element,
      isOnly,
      bankReference: ownReference ?? entryReference,
      reference: named ?? ownReference ?? entryReference ?? identifierAt(entry, "NtryRef"),
    };
  });
}

/** `AcctSvcrRef`, where it is a name: `NONREF` stands for many movements. */
function movementName(element: XmlElement | undefined): string | null {
  const text = identifierAt(element, "AcctSvcrRef");
  return text === null || isUnstatedNumber(text) || /^no[nt]ref$/i.test(text) ? null : text;
}

/** `BOOK` moved money. `PDNG`, `INFO` and `FUTR` have not; a bank's own word is not known to have. */
const statuses: readonly string[] = ["BOOK", "PDNG", "INFO", "FUTR"];

/** Reads what all payments of an entry rest on. */
export function readEntry(element: XmlElement, record: ReportedRecord): StatedEntry {
  const stated = childOf(element, "Amt");
  if (stated === undefined)
    record.error(
      { ...element, path: `${element.path}/Amt` },
      { code: "FIELD_MISSING", found: "nothing", expected: "the entry's amount" },
    );
  const amount = stated === undefined ? undefined : takeAmount(stated, record.check);
  const direction = takeDirection(element, record);
  const isBooked = readStatus(element, record);
  const isReversal = readFlag(childOf(element, "RvslInd"), record);
  return { element, record, amount: amount ?? null, direction: direction ?? null, isBooked, isReversal };
}

/** The direction of an entry or a balance, or an error. */
export function takeDirection(element: XmlElement, record: ReportedRecord): Direction | undefined {
  const stated = childOf(element, "CdtDbtInd");
  const text = statedText(stated);
  if (text === "CRDT" || text === "DBIT") return text;
  const place = stated ?? { ...element, path: `${element.path}/CdtDbtInd` };
  const remark = { expected: "the direction", allowed: ["CRDT", "DBIT"], rule: "iso20022/direction" };
  if (text === null) record.error(place, { code: "FIELD_MISSING", found: "nothing", ...remark });
  else record.error(place, { code: "VALUE_UNREADABLE", found: text, ...remark });
  return undefined;
}

function readStatus(element: XmlElement, record: ReportedRecord): boolean {
  const status = childOf(element, "Sts");
  const text = textAt(status, "Cd") ?? textAt(status, "Prtry") ?? statedText(status);
  const remark = { allowed: statuses, rule: "iso20022/status" };
  if (status === undefined || text === null) {
    const place = status ?? { ...element, path: `${element.path}/Sts` };
    record.error(place, { code: "FIELD_MISSING", found: "nothing", expected: "the entry's status", ...remark });
  } else if (!statuses.includes(text)) {
    const expected = "a status that says whether money moved; the parties are kept, no transfer is made";
    record.warn(status, { code: "VALUE_UNREADABLE", found: text, expected, ...remark });
  }
  return text === "BOOK";
}

function readFlag(element: XmlElement | undefined, record: ReportedRecord): boolean {
  const text = statedText(element);
  if (element === undefined || text === null || text === "false" || text === "0") return false;
  if (text === "true" || text === "1") return true;
  record.error(element, { code: "VALUE_UNREADABLE", found: text, expected: "true or false", allowed: ["true", "false"] });
  return false;
}

/**
 * What one payment of an entry moved. Of several payments each needs an amount of its own in the entry's currency. A single one without takes the
 * entry's, and so does one in another currency: what was booked on the account is what moved on it. Null, with a warning, where none can be told.
 */
export function amountOfDetail({ element, isOnly }: EntryDetail, entry: StatedEntry): StatedAmount | null {
  const { record } = entry;
  const place = element === entry.element ? undefined : (childOf(element, "Amt") ?? descend(element, "AmtDtls", "TxAmt", "Amt"));
  const own = place === undefined ? undefined : readAmount(place);
  if (place === undefined || own === undefined) return isOnly ? entry.amount : null;
  if (!own.ok) {
    record.error(place, { ...own.refusal, rule: "iso20022/amount" });
    return null;
  }
  if (entry.amount === null) return own.value;
  const isSame = own.value.asset.id === entry.amount.asset.id && own.value.atoms === entry.amount.atoms;
  if (isSame) return own.value;
  const isForeign = own.value.asset.id !== entry.amount.asset.id;
  const isUsable = !isForeign && own.value.atoms > 0n;
  if (isUsable && !isOnly) return own.value;
  const taken = isUsable ? "the payment's own amount is taken" : "the entry's amount is taken";
  const outcome = isOnly || isUsable ? taken : "no transfer is made of it";
  const found = `${showAmount(own.value)} in an entry of ${showAmount(entry.amount)}`;
  const rule = isForeign ? "iso20022/exchange" : "iso20022/entry-amount";
  record.warn(place, { code: "VALUE_UNREADABLE", found, expected: `one amount in the entry's currency; ${outcome}`, rule });
  if (isUsable) return own.value;
  return isOnly ? entry.amount : null;
}

/** Several payments that do not add up to their entry: a warning with both figures. */
export function checkEntrySum(amounts: readonly (StatedAmount | null)[], { element, record, amount }: StatedEntry): void {
  const known = amounts.flatMap((part) => (part === null ? [] : [part.atoms]));
  if (amount === null || amounts.length < 2 || known.length < amounts.length) return;
  const sum = known.reduce((total, atoms) => total + atoms, 0n);
  if (sum === amount.atoms) return;
  const found = `payments of ${sum} in an entry of ${amount.atoms}, in the smallest unit of ${amount.currency}`;
  const place = childOf(element, "Amt") ?? element;
  record.warn(place, {
    code: "VALUE_UNREADABLE",
    found,
    expected: "payments that add up to their entry",
    rule: "iso20022/entry-sum",
  });
}
