/** What a party is in a report, from the enumerations of FinCEN's two schemas, by `ActivityPartyTypeCode`. */
export interface PartyRole {
  readonly role: string;
  /** What it is where the report does not say. */
  readonly kind: "person" | "entity";
}

export const partyRoles: ReadonlyMap<string, PartyRole> = new Map([
  ["8", { role: "activity:contact-office", kind: "entity" }],
  ["17", { role: "activity:conductor-for-another", kind: "person" }],
  ["18", { role: "activity:agency-contacted", kind: "entity" }],
  ["19", { role: "activity:agency-contact", kind: "person" }],
  ["23", { role: "activity:on-whose-behalf", kind: "person" }],
  ["30", { role: "activity:filing-institution", kind: "entity" }],
  ["33", { role: "activity:subject", kind: "person" }],
  ["34", { role: "activity:institution-of-activity", kind: "entity" }],
  ["35", { role: "activity:transmitter", kind: "entity" }],
  ["37", { role: "activity:transmitter-contact", kind: "person" }],
  ["41", { role: "activity:account-institution", kind: "entity" }],
  ["46", { role: "activity:branch", kind: "entity" }],
  ["50", { role: "activity:conductor", kind: "person" }],
  ["58", { role: "activity:common-carrier", kind: "entity" }],
]);

/** `PartyIdentificationTypeCode`s that are a number at a tax office: SSN or ITIN, EIN, TIN, foreign TIN. */
export const taxNumberCodes: ReadonlySet<string> = new Set(["1", "2", "4", "9"]);

/** `PartyIdentificationTypeCode`s that are a document or a register's number. */
export const documentKinds: ReadonlyMap<string, string> = new Map([
  ["5", "licence"],
  ["6", "passport"],
  ["7", "alien-registration"],
  ["10", "crd-number"],
  ["11", "iard-number"],
  ["12", "nfa-number"],
  ["13", "sec-number"],
  ["14", "rssd-number"],
  ["28", "transmitter-control-code"],
]);

/** What an account of a cash report saw: `PartyAccountAssociationTypeCode`. */
export const cashAccountRoles: ReadonlyMap<string, string> = new Map([
  ["8", "cash-in"],
  ["9", "cash-out"],
]);

/** Children of `Activity` in either schema. */
export const activityChildren: ReadonlySet<string> = new Set([
  "EFilingPriorDocumentNumber",
  "FilingDateText",
  "FilingInstitutionNotetoFinCEN",
  "ActivityAssociation",
  "ActivitySupportDocument",
  "Party",
  "SuspiciousActivity",
  "ActivityIPAddress",
  "CyberEventIndicators",
  "Assets",
  "AssetsAttribute",
  "ActivityNarrativeInformation",
  "CurrencyTransactionActivity",
]);
