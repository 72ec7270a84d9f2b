import type { ReportedRecord, StatedPart, XmlElement } from "@tributary/bank-kit";
import type { Digest, TransferId } from "@tributary/domain";
import { type IdentifiedAccount, identifyAccount } from "./account.ts";
import { descend } from "./element-steps.ts";
import { describeParty } from "./party-details.ts";
import type { StatedAmount } from "./stated-amount.ts";

/** Where the people, organisations and accounts of one payment go. */
export interface PartContext {
  readonly record: ReportedRecord;
  readonly paymentId: Digest | null;
  readonly transferId: TransferId | null;
  /** Of `identifyAccount`. */
  readonly scope: Digest;
}

/** One side of a payment as a message states it: each may be absent. */
export interface StatedSide {
  readonly party: XmlElement | undefined;
  readonly account: XmlElement | undefined;
  readonly agent: XmlElement | undefined;
}

export type SideName = "from" | "to";

/** The elements of the debtor (`from`) or creditor (`to`): party and account in `parties`, agent in `agents`. */
export function sideOf(parties: XmlElement | undefined, name: SideName, agents: XmlElement | undefined = parties): StatedSide {
  const word = name === "from" ? "Dbtr" : "Cdtr";
  return { party: descend(parties, word), account: descend(parties, `${word}Acct`), agent: descend(agents, `${word}Agt`) };
}

/** The account of a side, where it states one that can be told. */
export function accountOf(
  { account, agent }: StatedSide,
  { record, scope }: Pick<PartContext, "record" | "scope">,
): IdentifiedAccount | undefined {
  if (account === undefined) return undefined;
  return identifyAccount({ element: account, agent, scope, check: record.check });
}

export interface PlayedPart {
  readonly role: string;
  /** The ledger's account of the side, stated or opaque. */
  readonly account: StatedPart["account"];
  readonly identified: IdentifiedAccount | undefined;
  readonly amount?: StatedAmount | undefined;
}

/** Records who and what stands on a side, under one role. Where the message names only the account, the part is the account's. */
export function addSide(side: StatedSide, part: PlayedPart, context: PartContext): void {
  const { identified, account = null } = part;
  if (side.account !== undefined && identified !== undefined) addStatedAccount(side.account, identified, context);
  const partyId = side.party === undefined ? null : addDescribed(side.party, context);
  const element = partyId === null ? side.account : side.party;
  if (element === undefined || (partyId === null && account === null)) return;
  addPartAt(element, { ...part, account, partyId }, context);
}

/** Records a party that is on neither side's account: ultimate debtor, initiating party. */
export function addParty(element: XmlElement | undefined, role: string, context: PartContext): void {
  const partyId = element === undefined ? null : addDescribed(element, context);
  if (element !== undefined && partyId !== null) addPartAt(element, { role, account: null, partyId }, context);
}

export function addStatedAccount(
  element: XmlElement,
  { account, institution }: IdentifiedAccount,
  { record }: PartContext,
): void {
  const currency = descend(element, "Ccy")?.text.trim() ?? null;
  const accountName = descend(element, "Nm")?.text.trim() ?? null;
  record.addAccount({ path: element.path, account, institution, currency, accountName });
}

/** Gives the id of the party that an element describes; null where it describes nobody. */
export function addDescribed(element: XmlElement, { record }: PartContext): Digest | null {
  const described = describeParty(element);
  return described === undefined ? null : record.addParty({ path: element.path, ...described });
}

export interface PartAt {
  readonly role: string;
  readonly account: StatedPart["account"];
  readonly partyId: Digest | null;
  readonly amount?: StatedAmount | undefined;
}

export function addPartAt(
  { path }: Pick<XmlElement, "path">,
  { role, account, partyId, amount }: PartAt,
  { record, paymentId, transferId }: PartContext,
): void {
  const stated = { amount: amount?.text ?? null, currency: amount?.currency ?? null };
  record.addPart({ path, role, partyId, paymentId, transferId, ...stated, ...(account === undefined ? {} : { account }) });
}
