import {
  addWarning,
  childOf,
  childrenOf,
  childText,
  type RecordCheck,
  type ReportedRecord,
  type XmlElement,
} from "@tributary/bank-kit";
import { type AccountId, assertNever, type Digest, type TransferId } from "@tributary/domain";
import type { Party, PartyDetails } from "@tributary/pipeline-kit";
import { identifyAccount } from "./account-identity.ts";
import { entityDetails, personDetails } from "./party-details.ts";
import type { ReportContext } from "./report-context.ts";

/** Where the people, organisations and accounts of a record go. */
export interface SubjectContext {
  readonly report: ReportContext;
  readonly record: ReportedRecord;
  readonly paymentId: Digest | null;
  readonly transferId: TransferId | null;
  readonly sideCurrency: string | null;
}

type SubjectKind = "account" | "person" | "entity";

const subjectKinds: ReadonlyMap<string, SubjectKind> = new Map([
  ["account", "account"],
  ["account_my_client", "account"],
  ["from_account", "account"],
  ["to_account", "account"],
  ["person", "person"],
  ["person_my_client", "person"],
  ["from_person", "person"],
  ["to_person", "person"],
  ["entity", "entity"],
  ["entity_my_client", "entity"],
  ["from_entity", "entity"],
  ["to_entity", "entity"],
]);

/** The children that are a subject; the format allows exactly one. */
export function subjectsIn(element: XmlElement): readonly XmlElement[] {
  return childrenOf(element, ...subjectKinds.keys());
}

/**
 * Records a subject and everybody it names, old and new spellings alike. Answers the account that the subject states, where it
 * states one that can be told. `part.account` is the one to use where it states none.
 */
export function addSubject(element: XmlElement, part: Part, context: SubjectContext): AccountId | undefined {
  const kind = subjectKinds.get(element.name) ?? "person";
  switch (kind) {
    case "account":
      return addAccount(element, { role: part.role }, context);
    case "person":
      addPerson(element, part, context);
      return undefined;
    case "entity":
      addEntity(element, part, context);
      return undefined;
    default:
      return assertNever(kind);
  }
}

export function isAccount(subject: XmlElement): boolean {
  return subjectKinds.get(subject.name) === "account";
}

interface AccountPart {
  readonly role: string;
  /** Told of what is wrong with the account; the record's own where it is left out. */
  readonly check?: RecordCheck;
}

function addAccount(element: XmlElement, part: AccountPart, context: SubjectContext): AccountId | undefined {
  const { role, check = context.record.check } = part;
  const { profile } = context.report;
  const account = identifyAccount(element, { profile, sideCurrency: context.sideCurrency, check });
  if (account === undefined) return undefined;
  context.record.addAccount({
    account,
    path: element.path,
    institution: childText(element, "institution_name", "institution_code", "swift") ?? "",
    accountName: childText(element, "account_name"),
    currency: childText(element, "currency_code"),
  });
  addInvolvement(element, { role, account, partyId: null }, context);
  for (const entity of childrenOf(element, "t_entity")) addEntity(entity, { role: "holder", account }, context);
  const related = nested(element, "related_persons", "account_related_person");
  for (const holder of [...childrenOf(element, "signatory"), ...related])
    for (const person of childrenOf(holder, "t_person")) addPerson(person, { role: "signatory", account }, context);
  for (const relation of nested(element, "related_entities", "account_related_entity"))
    for (const entity of childrenOf(relation, "entity")) addEntity(entity, { role: "related", account }, context);
  for (const relation of nested(element, "related_accounts", "account_related_account"))
    for (const other of childrenOf(relation, "account")) addRelatedAccount(other, context);
  return account;
}

/** An account mentioned in passing: what cannot be told of it is a warning, the record stays good. */
function addRelatedAccount(element: XmlElement, context: SubjectContext): void {
  const check: RecordCheck = { ...context.record.check, errors: [] };
  addAccount(element, { role: "related", check }, { ...context, sideCurrency: null });
  for (const { where, ...refusal } of check.errors)
    addWarning(context.record.check, { path: where.path ?? element.path, line: where.line ?? element.line }, refusal);
}

/** The part that a party plays, and the account that it plays it for. */
export interface Part {
  readonly role: string;
  readonly account: AccountId | null;
}

export function addPerson(element: XmlElement, part: Part, context: SubjectContext): void {
  const names = ["first_name", "middle_name", "prefix", "last_name"].map((name) => childText(element, name));
  const name = names.filter((text) => text !== null).join(" ");
  const details = (): PartyDetails => personDetails(element, context.report.profile);
  addParty(element, { kind: "person", name: name === "" ? null : name, details, ...part }, context);
  for (const relation of nested(element, "related_persons", "person_related_person"))
    for (const person of childrenOf(relation, "person")) addPerson(person, { role: "related", account: null }, context);
}

function addEntity(element: XmlElement, part: Part, context: SubjectContext): void {
  const details = (): PartyDetails => entityDetails(element, context.report.profile);
  addParty(element, { kind: "entity", name: childText(element, "name"), details, ...part }, context);
  const director = { role: "director", account: part.account };
  for (const person of childrenOf(element, "director_id")) addPerson(person, director, context);
  for (const relation of nested(element, "related_persons", "entity_related_person"))
    for (const person of childrenOf(relation, "person")) addPerson(person, director, context);
  for (const relation of nested(element, "related_entities", "entity_related_entity"))
    for (const entity of childrenOf(relation, "entity")) addEntity(entity, { role: "related", account: null }, context);
}

interface PartyPart extends Part, Pick<Party, "kind" | "name"> {
  readonly details: () => PartyDetails;
}

function addParty(element: XmlElement, { kind, name, details, role, account }: PartyPart, context: SubjectContext): void {
  const partyId = context.record.addParty({ path: element.path, kind, name, details });
  addInvolvement(element, { role, account, partyId }, context);
}

interface InvolvedParty extends Part {
  readonly partyId: Digest | null;
}

function addInvolvement(element: XmlElement, part: InvolvedParty, { record, paymentId, transferId }: SubjectContext): void {
  record.addPart({ path: element.path, paymentId, transferId, ...part });
}

function nested(element: XmlElement, container: string, name: string): readonly XmlElement[] {
  const parent = childOf(element, container);
  return parent === undefined ? [] : childrenOf(parent, name);
}
