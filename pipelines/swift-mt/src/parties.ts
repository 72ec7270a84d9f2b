import type { ReportedRecord } from "@tributary/bank-kit";
import type { AccountId, Digest, TransferId } from "@tributary/domain";
import { type IdentifiedAccount, identifyAccount, institutionAccount, keeperByCode } from "./account.ts";
import type { MtField } from "./mt-message.ts";
import { keeperOf, type PartyField, readPartyField } from "./party-field.ts";
import { plainAmount, type StatedAmount } from "./stated-amount.ts";

export interface PartContext {
  readonly record: ReportedRecord;
  readonly paymentId: Digest | null;
  readonly transferId: TransferId | null;
  /** Of `identifyAccount`. */
  readonly scope: Digest;
}

export interface StatedSide {
  readonly party: PartyField | undefined;
  readonly identified: IdentifiedAccount | undefined;
}

export interface SideFields {
  readonly party: MtField | undefined;
  /** The field of the bank that keeps its account. */
  readonly institution: MtField | undefined;
  /** Who keeps the account where no field says so. */
  readonly fallback: string | null;
}

/** Reads one side of a payment: its account by number, or, for a bank that states none, by its BIC. */
export function readSide(fields: SideFields, context: Pick<PartContext, "record" | "scope">): StatedSide {
  const { party: field, institution, fallback } = fields;
  if (field === undefined) return { party: undefined, identified: undefined };
  const party = readPartyField(field);
  const keeper = institution === undefined ? keeperByCode(fallback) : keeperOf(readPartyField(institution));
  const { account, bic } = party;
  if (account !== null) return { party, identified: identifyAccount({ number: account, keeper, place: field, ...context }) };
  return { party, identified: bic === null ? undefined : institutionAccount(bic) };
}

export interface PlayedPart {
  readonly role: string;
  readonly amount?: StatedAmount | undefined;
}

/** Records who and what stands on a side, under one role, and what is doubtful about it. */
export function addSide({ party, identified }: StatedSide, part: PlayedPart, context: PartContext): void {
  if (party === undefined) return;
  const { record } = context;
  const { path } = party.field;
  for (const { line, ...doubt } of party.doubts) record.warn({ path, line }, { code: "VALUE_UNREADABLE", ...doubt });
  if (identified !== undefined) record.addAccount({ path, ...identified });
  addParty(party, { ...part, account: identified?.account ?? null }, context);
}

/** Records a bank that passes a payment on: `52A`, `57A`, … */
export function addAgent(field: MtField, context: PartContext): void {
  const party = readPartyField(field);
  addParty(party, { role: `agent:${field.tag}`, account: null }, context);
}

function addParty(party: PartyField, part: PlayedPart & { readonly account: AccountId | null }, context: PartContext): void {
  const { field, name, bic, clearingCode, details } = party;
  const { record, paymentId, transferId } = context;
  const codes = clearingCode === null ? [] : [{ kind: "clearing-member", number: clearingCode }];
  const documents = [...(details.documents ?? []), ...codes];
  const hasAnything = name !== null || documents.length > 0 || (details.addresses ?? []).length > 0;
  if (!hasAnything && part.account === null) return;
  const isBank = bic !== null || clearingCode !== null || /^5[1-8]/.test(field.tag);
  const kind = isBank ? "entity" : "person";
  const partyId = hasAnything ? record.addParty({ path: field.path, kind, name, details: { ...details, documents } }) : null;
  addPartAt(field.path, { ...part, partyId }, { record, paymentId, transferId });
}

export interface PartAt extends PlayedPart {
  readonly account: AccountId | null;
  readonly partyId: Digest | null;
}

export function addPartAt(
  path: string,
  { role, account, partyId, amount }: PartAt,
  { record, paymentId, transferId }: Omit<PartContext, "scope">,
): void {
  const stated = { amount: amount === undefined ? null : plainAmount(amount), currency: amount?.currency ?? null };
  record.addPart({ path, role, partyId, paymentId, transferId, account, ...stated });
}
