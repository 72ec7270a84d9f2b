import { childOf, childrenOf, childText, type RecordCheck, type XmlElement } from "@tributary/bank-kit";
import type { PartyDetails, PartyDocument } from "@tributary/pipeline-kit";
import { documentKinds, type PartyRole, partyRoles, taxNumberCodes } from "./codes.ts";
import { readBirthDate } from "./plain-values.ts";

/** What a `Party` element says of somebody. */
export interface StatedParty {
  readonly role: string;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly details: PartyDetails;
}

/** Reads one `Party`: names, numbers, documents, phones, addresses. Accounts and relations are read apart. */
export function readParty(element: XmlElement, check: RecordCheck): StatedParty {
  const code = childText(element, "ActivityPartyTypeCode");
  const known = partyRoles.get(code ?? "") ?? { role: `activity:${code ?? "unstated"}`, kind: "person" };
  const names = childrenOf(element, "PartyName");
  const legal = names.find((name) => childText(name, "PartyNameTypeCode") === "L") ?? names[0];
  const others = names.filter((name) => name !== legal).flatMap((name) => nameOf(name) ?? []);
  return {
    role: known.role,
    kind: kindOf(element, known),
    name: legal === undefined ? null : nameOf(legal),
    details: { ...detailsOf(element, check), ...(others.length === 0 ? {} : { otherNames: others }) },
  };
}

/** A subject is a person unless the report says organisation; an institution is one unless it has a first name. */
function kindOf(element: XmlElement, known: PartyRole): "person" | "entity" {
  if (childText(element, "PartyAsEntityOrganizationIndicator") === "Y") return "entity";
  const hasFirstName = childrenOf(element, "PartyName").some((name) => childText(name, "RawIndividualFirstName") !== null);
  return hasFirstName ? "person" : known.kind;
}

const nameParts = [
  "RawIndividualFirstName",
  "RawIndividualMiddleName",
  "RawEntityIndividualLastName",
  "RawIndividualNameSuffixText",
];

function nameOf(element: XmlElement): string | null {
  const parts = nameParts.flatMap((part) => childText(element, part) ?? []);
  return parts.length > 0 ? parts.join(" ") : childText(element, "RawPartyFullName");
}

function detailsOf(element: XmlElement, check: RecordCheck): PartyDetails {
  const birthDate = readBirthDate(element, check);
  const taxNumber = taxNumberOf(element);
  const occupation = childOf(element, "PartyOccupationBusiness");
  const occupationText = occupation === undefined ? null : childText(occupation, "OccupationBusinessText");
  const gender = genderOf(element);
  const addresses = childrenOf(element, "Address");
  return {
    documents: childrenOf(element, "PartyIdentification").flatMap(documentOf),
    phones: childrenOf(element, "PhoneNumber").flatMap((phone) => childText(phone, "PhoneNumberText") ?? []),
    emails: childrenOf(element, "ElectronicAddress").flatMap(emailOf),
    addresses: addresses.map(addressOf).filter((address) => address !== ""),
    ...(birthDate === null ? {} : { birthDate }),
    ...(taxNumber === null ? {} : { taxNumber }),
    ...(occupationText === null ? {} : { occupation: occupationText }),
    ...(gender === null ? {} : { gender }),
  };
}

/** The first number at a tax office of a party, or null. */
export function taxNumberOf(element: XmlElement): string | null {
  const numbers = childrenOf(element, "PartyIdentification").filter((identification) =>
    taxNumberCodes.has(childText(identification, "PartyIdentificationTypeCode") ?? ""),
  );
  return numbers.map((identification) => childText(identification, "PartyIdentificationNumberText"))[0] ?? null;
}

function documentOf(element: XmlElement): readonly PartyDocument[] {
  const code = childText(element, "PartyIdentificationTypeCode");
  const number = childText(element, "PartyIdentificationNumberText");
  if (number === null || taxNumberCodes.has(code ?? "")) return [];
  const kind = documentKinds.get(code ?? "") ?? childText(element, "OtherPartyIdentificationTypeText") ?? "other";
  const country = childText(element, "OtherIssuerCountryText");
  return [{ kind, number, ...(country === null ? {} : { country }) }];
}

/** In suspicious activity reports a code tells e-mail from website; in cash reports there is none. */
function emailOf(element: XmlElement): readonly string[] {
  const text = childText(element, "ElectronicAddressText");
  const isWebsite = childText(element, "ElectronicAddressTypeCode") === "U";
  return text === null || isWebsite || !text.includes("@") ? [] : [text];
}

const addressParts = ["RawStreetAddress1Text", "RawCityText", "RawStateCodeText", "RawZIPCode", "RawCountryCodeText"];

function addressOf(element: XmlElement): string {
  return addressParts.flatMap((part) => childText(element, part) ?? []).join(", ");
}

function genderOf(element: XmlElement): string | null {
  if (childText(element, "FemaleGenderIndicator") === "Y") return "female";
  if (childText(element, "MaleGenderIndicator") === "Y") return "male";
  return childText(element, "UnknownGenderIndicator") === "Y" ? "unknown" : null;
}
