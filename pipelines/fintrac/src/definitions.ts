import {
  addError,
  addWarning,
  itemsAt,
  type JsonNode,
  memberOf,
  type RecordCheck,
  type ReportedRecord,
  textAt,
} from "@tributary/bank-kit";
import { type Digest, showFound } from "@tributary/domain";
import type { PartyDetails, PartyDocument } from "@tributary/pipeline-kit";

/** The parties of a report, as transactions name them. */
export interface Definitions {
  /** By type code and `refId`. */
  readonly byKey: ReadonlyMap<string, Digest>;
  /** Type codes that a `refId` is defined with, also where its definition could not be read. */
  readonly typesOf: ReadonlyMap<string, readonly string[]>;
}

/** Even codes are organisations: 1 and 2 by name, 3 and 4 with details, 5 and 6 with employer or owners. */
const entityCodes: ReadonlySet<string> = new Set(["2", "4", "6"]);
const typeCodes: ReadonlySet<string> = new Set(["1", "2", "3", "4", "5", "6"]);

/** Gathers the parties of a report while their definitions are read. */
export interface OpenDefinitions extends Definitions {
  readonly byKey: Map<string, Digest>;
  readonly typesOf: Map<string, readonly string[]>;
}

/** Records the party of one definition and the people named inside an organisation. A type and `refId` that stand twice are an error. */
export function addDefinition(node: JsonNode, record: ReportedRecord, definitions: OpenDefinitions): void {
  const { check } = record;
  const { byKey, typesOf } = definitions;
  const key = keyOf(node, check);
  if (key === undefined) return;
  const kind = entityCodes.has(textAt(node, "typeCode", check) ?? "") ? "entity" : "person";
  const name = kind === "entity" ? textAt(node, "nameOfEntity", check) : personName(node, check);
  const partyId = record.addParty({ path: node.path, kind, name, details: detailsOf(node, check) });
  addNamedPeople(node, record);
  if (byKey.has(key))
    addError(check, node, {
      code: "RECORD_CONFLICT",
      found: `${shownKey(key)} again`,
      expected: "each refId once for each typeCode",
    });
  const [type, refId] = splitKey(key);
  typesOf.set(refId, [...new Set([...(typesOf.get(refId) ?? []), type])]);
  if (check.errors.length === 0) byKey.set(key, partyId);
}

/**
 * The party that a list entry of a transaction refers to. Where the `refId` is defined once, under another type code, that party is meant, with
 * a warning. One that is not defined, or not the only one, is an error of the transaction.
 */
export function partyOf(node: JsonNode, { byKey, typesOf }: Definitions, check: RecordCheck): Digest | null {
  const key = keyOf(node, check);
  if (key === undefined) return null;
  const party = byKey.get(key);
  if (party !== undefined) return party;
  const [, refId] = splitKey(key);
  const types = typesOf.get(refId) ?? [];
  const other = types.length === 1 ? byKey.get(`${types[0]} ${refId}`) : undefined;
  if (other === undefined) {
    addError(check, node, {
      code: "VALUE_UNREADABLE",
      found: shownKey(key),
      expected: "a typeCode and refId that definitions has, where they could be read",
    });
    return null;
  }
  const expected = `typeCode ${types[0]}, under which definitions has the refId; that party is taken`;
  addWarning(check, node, { code: "VALUE_UNREADABLE", found: shownKey(key), expected });
  return other;
}

function splitKey(key: string): readonly [string, string] {
  const space = key.indexOf(" ");
  return [key.slice(0, space), key.slice(space + 1)];
}

function keyOf(node: JsonNode, check: RecordCheck): string | undefined {
  const typeCode = textAt(node, "typeCode", check);
  const refId = textAt(node, "refId", check);
  if (typeCode !== null && typeCodes.has(typeCode) && refId !== null) return `${typeCode} ${refId}`;
  const found = `typeCode ${showFound(typeCode ?? "nothing")}, refId ${showFound(refId ?? "nothing")}`;
  addError(check, node, { code: "VALUE_UNREADABLE", found, expected: "typeCode 1 to 6 and a refId" });
  return undefined;
}

function shownKey(key: string): string {
  const [type, refId] = splitKey(key);
  return `refId "${showFound(refId)}" with typeCode ${type}`;
}

function personName(node: JsonNode, check: RecordCheck): string | null {
  const parts = ["givenName", "otherNameInitial", "surname"].flatMap((key) => textAt(node, key, check) ?? []);
  return parts.length === 0 ? null : parts.join(" ");
}

/** Lists of people inside an organisation, and the part that they play. */
const namedPeople = [
  ["authorizedPersons", "signatory"],
  ["directorsOfCorporation", "director"],
  ["personsOwningSharesOfCorporation", "owner"],
  ["trusteesOfTrust", "trustee"],
  ["settlorsOfTrust", "settlor"],
  ["personsOwningUnitsOfTrust", "owner"],
  ["beneficiariesOfTrust", "trust-beneficiary"],
  ["personsOwningEntityNotCorporationOrTrust", "owner"],
] as const;

function addNamedPeople(node: JsonNode, record: ReportedRecord): void {
  const { check } = record;
  for (const [key, role] of namedPeople)
    for (const person of itemsAt(node, key, check)) {
      const details = detailsOf(person, check);
      const partyId = record.addParty({ path: person.path, kind: "person", name: personName(person, check), details });
      record.addPart({ path: person.path, role, partyId });
    }
}

function detailsOf(node: JsonNode, check: RecordCheck): PartyDetails {
  const alias = textAt(node, "alias", check);
  const phone = textAt(node, "telephoneNumber", check);
  const address = addressOf(memberOf(node, "address"), check);
  const citizenship = textAt(node, "countryOfCitizenshipCode", check);
  const registrations = itemsAt(node, "registrationsIncorporations", check);
  return {
    ...(alias === null ? {} : { otherNames: [alias] }),
    ...(phone === null ? {} : { phones: [phone] }),
    ...(address === "" ? {} : { addresses: [address] }),
    ...(citizenship === null ? {} : { nationalities: [citizenship] }),
    documents: itemsAt(node, "identifications", check).flatMap((identification) => documentOf(identification, check)),
    ...stated("birthDate", textAt(node, "dateOfBirth", check)),
    ...stated("residenceCountry", textAt(node, "countryOfResidenceCode", check)),
    ...stated("occupation", textAt(node, "occupation", check)),
    ...stated(
      "registrationNumber",
      registrations.flatMap((registration) => textAt(registration, "number", check) ?? [])[0] ?? null,
    ),
  };
}

function stated(key: keyof PartyDetails, value: string | null): PartyDetails {
  return value === null ? {} : { [key]: value };
}

const addressKeys = [
  "unitNumber",
  "buildingNumber",
  "streetAddress",
  "unstructured",
  "city",
  "district",
  "subProvinceSubLocality",
  "provinceStateCode",
  "provinceStateName",
  "postalZipCode",
  "countryCode",
];

function addressOf(node: JsonNode | undefined, check: RecordCheck): string {
  return addressKeys.flatMap((key) => textAt(node, key, check) ?? []).join(", ");
}

/** What kind of document a code means stands in FINTRAC's rules, not in the schema: the code is kept. */
function documentOf(node: JsonNode, check: RecordCheck): readonly PartyDocument[] {
  const number = textAt(node, "number", check);
  if (number === null) return [];
  const kind = textAt(node, "identifierTypeOther", check) ?? `type-${textAt(node, "identifierTypeCode", check) ?? "unstated"}`;
  const country = textAt(node, "jurisdictionOfIssueCountryCode", check);
  return [{ kind, number, ...(country === null ? {} : { country }) }];
}
