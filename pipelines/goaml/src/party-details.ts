import { childOf, childrenOf, childText, statedText, type XmlElement } from "@tributary/bank-kit";
import type { PartyDetails, PartyDocument } from "@tributary/pipeline-kit";
import type { GoamlProfile } from "./goaml-profile.ts";

/** What a person element states beside the name, old and new spellings alike. Placeholders of the profile count as nothing. */
export function personDetails(element: XmlElement, profile: GoamlProfile): PartyDetails {
  return {
    ...text("birthDate", dateOf(element, "birthdate", profile)),
    ...text("birthPlace", childText(element, "birth_place")),
    ...text("gender", childText(element, "gender")),
    ...text("occupation", childText(element, "occupation")),
    ...text("residenceCountry", childText(element, "residence")),
    ...text("taxNumber", unlessRepurposed(element, "tax_number", profile)),
    otherNames: [
      ...texts(element, "alias", "full_name_frn"),
      ...nested(element, "previous_names", "previous_name")
        .map(nameOf)
        .filter((name) => name !== ""),
    ],
    nationalities: texts(element, "nationality1", "nationality2", "nationality3"),
    documents: [...plainDocuments(element, profile), ...identifications(element)],
    phones: phonesOf(element),
    emails: emailsOf(element),
    addresses: addressesOf(element, profile),
  };
}

/** What an entity element states beside the name. */
export function entityDetails(element: XmlElement, profile: GoamlProfile): PartyDetails {
  return {
    ...text("registrationNumber", childText(element, "incorporation_number")),
    ...text("taxNumber", unlessRepurposed(element, "tax_number", profile)),
    ...text("residenceCountry", childText(element, "incorporation_country_code")),
    ...text("occupation", childText(element, "business")),
    otherNames: texts(element, "commercial_name"),
    documents: nested(element, "entity_identifications", "entity_identification").flatMap(documentOf),
    phones: phonesOf(element),
    emails: emailsOf(element),
    addresses: addressesOf(element, profile),
  };
}

function text<Key extends keyof PartyDetails>(key: Key, value: string | null): Partial<Record<Key, string>> {
  const entry: Partial<Record<Key, string>> = {};
  if (value !== null) entry[key] = value;
  return entry;
}

function dateOf(element: XmlElement, name: string, profile: GoamlProfile): string | null {
  const date = childText(element, name)?.slice(0, 10) ?? null;
  return date === null || profile.datePlaceholders.includes(date) ? null : date;
}

function texts(element: XmlElement, ...names: readonly string[]): readonly string[] {
  return childrenOf(element, ...names).flatMap((child) => statedText(child) ?? []);
}

function nested(element: XmlElement, container: string, name: string): readonly XmlElement[] {
  const parent = childOf(element, container);
  return parent === undefined ? [] : childrenOf(parent, name);
}

function nameOf(element: XmlElement): string {
  return texts(element, "first_name", "middle_name", "last_name").join(" ");
}

function plainDocuments(element: XmlElement, { repurposed }: GoamlProfile): readonly PartyDocument[] {
  const passport = childText(element, "passport_number");
  const country = childText(element, "passport_country");
  return [
    ...(passport === null ? [] : [{ kind: "passport", number: passport, ...(country === null ? {} : { country }) }]),
    ...texts(element, "id_number").map((number) => ({ kind: repurposed.get("id_number") ?? "id", number })),
    ...texts(element, "ssn").map((number) => ({ kind: repurposed.get("ssn") ?? "ssn", number })),
  ];
}

function identifications(element: XmlElement): readonly PartyDocument[] {
  return [...childrenOf(element, "identification"), ...nested(element, "identifications", "identification")].flatMap(documentOf);
}

function documentOf(element: XmlElement): readonly PartyDocument[] {
  const number = childText(element, "number", "identification_number");
  if (number === null) return [];
  const country = childText(element, "issue_country");
  return [{ kind: childText(element, "type") ?? "other", number, ...(country === null ? {} : { country }) }];
}

function phonesOf(element: XmlElement): readonly string[] {
  return nested(element, "phones", "phone").flatMap((phone) => {
    const number = childText(phone, "tph_number");
    const prefix = childText(phone, "tph_country_prefix");
    return number === null ? [] : [prefix === null ? number : `+${prefix.replace(/^\+|^00/, "")} ${number}`];
  });
}

function emailsOf(element: XmlElement): readonly string[] {
  return [...texts(element, "email"), ...nested(element, "emails", "email").flatMap((email) => statedText(email) ?? [])];
}

/** A field that means something else in this country says nothing under its own name; it is kept as a field. */
function unlessRepurposed(element: XmlElement, name: string, { repurposed }: GoamlProfile): string | null {
  return repurposed.has(name) ? null : childText(element, name);
}

const addressNames = ["address", "house", "apartment", "town", "city", "state", "zip", "country_code"];

function addressesOf(element: XmlElement, { repurposed }: GoamlProfile): readonly string[] {
  const names = addressNames.filter((name) => !repurposed.has(name));
  return nested(element, "addresses", "address").flatMap((address) => {
    const parts = texts(address, ...names);
    return parts.length === 0 ? [] : [parts.join(", ")];
  });
}
