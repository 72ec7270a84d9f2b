import { statedText, type XmlElement } from "@tributary/bank-kit";
import type { Party, PartyDetails, PartyDocument } from "@tributary/pipeline-kit";
import { institutionElement, institutionName } from "./account.ts";
import { descend, descendAll, identifierAt, textAt } from "./element-steps.ts";

export type DescribedParty = Pick<Party, "kind" | "name" | "details">;

/**
 * What a party element says: `Nm` beside `Pty/Nm`, an institution as `FinInstnId` or `Agt/FinInstnId`. Undefined where it says nothing. The format
 * does not tell people from organisations but by their identifiers: an organisation's makes an entity, else it is read as a person.
 */
export function describeParty(element: XmlElement): DescribedParty | undefined {
  const agent = descend(element, "Agt") ?? element;
  if (descend(agent, "FinInstnId") !== undefined) return describeInstitution(agent);
  const party = descend(element, "Pty") ?? element;
  const [person, organisation] = [descend(party, "Id", "PrvtId"), descend(party, "Id", "OrgId")];
  const details: PartyDetails = {
    ...birthOf(person),
    ...text("residenceCountry", textAt(party, "CtryOfRes")),
    ...text("taxNumber", taxNumberOf(person) ?? taxNumberOf(organisation)),
    documents: [...personDocuments(person), ...organisationDocuments(organisation)],
    phones: [textAt(party, "CtctDtls", "PhneNb"), textAt(party, "CtctDtls", "MobNb")].flatMap((phone) => phone ?? []),
    emails: [textAt(party, "CtctDtls", "EmailAdr")].flatMap((email) => email ?? []),
    addresses: addressesOf(party),
  };
  const name = textAt(party, "Nm");
  const isEmpty = Object.values(details).every((value) => Array.isArray(value) && value.length === 0);
  if (name === null && isEmpty) return undefined;
  return { kind: organisation === undefined ? "person" : "entity", name, details };
}

function describeInstitution(agent: XmlElement): DescribedParty | undefined {
  const institution = institutionElement(agent);
  const codes: readonly (readonly [string, string | null])[] = [
    ["bic", identifierAt(institution, "BICFI") ?? identifierAt(institution, "BIC")],
    ["lei", identifierAt(institution, "LEI")],
    ["clearing-member", identifierAt(institution, "ClrSysMmbId", "MmbId")],
    ["other", identifierAt(institution, "Othr", "Id") ?? identifierAt(institution, "PrtryId", "Id")],
  ];
  const documents = codes.flatMap(([kind, number]) => (number === null ? [] : [{ kind, number }]));
  const name = institutionName(agent);
  const address = descend(institution, "NmAndAdr") ?? institution;
  if (name === null && documents.length === 0) return undefined;
  return { kind: "entity", name, details: { documents, addresses: address === undefined ? [] : addressesOf(address) } };
}

function text<Key extends keyof PartyDetails>(key: Key, value: string | null): Partial<Record<Key, string>> {
  const entry: Partial<Record<Key, string>> = {};
  if (value !== null) entry[key] = value;
  return entry;
}

function birthOf(person: XmlElement | undefined): PartyDetails {
  const birth = descend(person, "DtAndPlcOfBirth");
  const place = ["CityOfBirth", "PrvcOfBirth", "CtryOfBirth"].flatMap((name) => textAt(birth, name) ?? []);
  return {
    ...text("birthDate", textAt(birth, "BirthDt")),
    ...text("birthPlace", place.length === 0 ? null : place.join(", ")),
  };
}

/** ISO 20022 external code lists for identification of people and organisations. */
const documentKinds: ReadonlyMap<string, string> = new Map([
  ["CCPT", "passport"],
  ["NIDN", "national-id"],
  ["DRLC", "licence"],
  ["SOSE", "social-security"],
  ["ARNU", "alien-registration"],
  ["CUST", "customer-number"],
  ["EMPL", "employer-number"],
  ["COID", "registration"],
  ["LEIC", "lei"],
]);

function personDocuments(person: XmlElement | undefined): readonly PartyDocument[] {
  return genericDocuments(person);
}

function organisationDocuments(organisation: XmlElement | undefined): readonly PartyDocument[] {
  const bic = ["AnyBIC", "BICOrBEI", "BIC", "BEI"].flatMap((name) => identifierAt(organisation, name) ?? []);
  const lei = identifierAt(organisation, "LEI");
  return [
    ...bic.map((number) => ({ kind: "bic", number })),
    ...(lei === null ? [] : [{ kind: "lei", number: lei }]),
    ...genericDocuments(organisation),
  ];
}

function genericDocuments(id: XmlElement | undefined): readonly PartyDocument[] {
  const others = [...descendAll(id, "Othr"), ...descendAll(id, "PrtryId"), ...descendAll(id, "OthrId")];
  return others.flatMap((other) => {
    const number = identifierAt(other, "Id");
    const scheme = schemeOf(other);
    return number === null || scheme === "TXID" ? [] : [{ kind: documentKinds.get(scheme) ?? scheme, number }];
  });
}

function taxNumberOf(id: XmlElement | undefined): string | null {
  const other = descendAll(id, "Othr").find((element) => schemeOf(element) === "TXID");
  return identifierAt(other, "Id");
}

function schemeOf(other: XmlElement): string {
  return textAt(other, "SchmeNm", "Cd") ?? textAt(other, "SchmeNm", "Prtry") ?? "other";
}

const addressNames: readonly string[] = [
  "AdrLine",
  "Dept",
  "SubDept",
  "StrtNm",
  "BldgNb",
  "BldgNm",
  "Flr",
  "PstBx",
  "Room",
  "PstCd",
  "TwnNm",
  "TwnLctnNm",
  "DstrctNm",
  "CtrySubDvsn",
  "Ctry",
];

function addressesOf(party: XmlElement): readonly string[] {
  return descendAll(party, "PstlAdr").flatMap((address) => {
    const parts = addressNames.flatMap((name) => descendAll(address, name)).flatMap((element) => statedText(element) ?? []);
    return parts.length === 0 ? [] : [parts.join(", ")];
  });
}
