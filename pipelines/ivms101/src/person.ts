import { addWarning, type JsonNode, type RecordCheck } from "@tributary/bank-kit";
import { civilMicros, showFound } from "@tributary/domain";
import type { Party, PartyDetails, PartyDocument } from "@tributary/pipeline-kit";
import { hasMember, Members } from "./ivms-keys.ts";

export interface StatedPerson extends Pick<Party, "kind" | "name" | "details"> {
  /** JSON pointer of the natural or legal person. */
  readonly path: string;
  /** Legal entity identifier (ISO 17442), where a valid one is stated. */
  readonly lei: string | null;
}

/** Reads a person: `naturalPerson` or `legalPerson` around it, or the person itself. Undefined where it is none, with a warning. */
export function readPerson(node: JsonNode, check: RecordCheck): StatedPerson | undefined {
  const choice = new Members(node, check);
  const natural = choice.take("naturalPerson");
  const legal = choice.take("legalPerson");
  if (natural !== undefined || legal !== undefined) choice.warnOfOthers();
  if (natural !== undefined && legal !== undefined)
    addWarning(check, legal, {
      code: "RECORD_CONFLICT",
      found: "a natural and a legal person in one",
      expected: "one of them; the natural person is read",
      rule: "ivms101/person",
    });
  if (natural !== undefined) return readNatural(natural, check);
  if (legal !== undefined) return readLegal(legal, check);
  if (node.kind === "object" && isPerson(node)) return isLegal(node) ? readLegal(node, check) : readNatural(node, check);
  if (node.kind === "object")
    addWarning(check, node, {
      code: "FIELD_MISSING",
      found: "nothing",
      expected: "naturalPerson or legalPerson",
      rule: "ivms101/person",
    });
  return undefined;
}

/** Whether a document's root is a person and no payload. */
export function isPerson(node: JsonNode): boolean {
  if (node.kind !== "object" || hasMember(node, "originator") || hasMember(node, "beneficiary")) return false;
  return [...node.entries].some(([key, value]) => /^names?$/i.test(key) && value.kind !== "string");
}

function isLegal(node: JsonNode): boolean {
  if (node.kind !== "object") return false;
  if (hasMember(node, "dateAndPlaceOfBirth")) return false;
  return [...node.entries].some(
    ([key, value]) => /legalperson/i.test(key.replace(/[_-]/g, "")) || (value.kind !== "string" && isLegalName(value)),
  );
}

function isLegalName(node: JsonNode): boolean {
  if (node.kind === "array") return node.items.some(isLegalName);
  if (node.kind !== "object") return false;
  return [...node.entries].some(([key, value]) => /legalpersonname/i.test(key.replace(/[_-]/g, "")) || isLegalName(value));
}

function readNatural(node: JsonNode, check: RecordCheck): StatedPerson {
  const members = new Members(node, check);
  const names = readNames(members, check, (name) => [name.text("secondaryIdentifier"), name.text("primaryIdentifier")]);
  const addresses = readAddresses(members, check);
  const identification = readIdentification(members, check);
  const customer = members.text("customerIdentification");
  const birth = readBirth(members, check);
  const residenceCountry = readCountry(members, "countryOfResidence", { check, node });
  members.warnOfOthers();
  const documents = [...identification.documents, ...customerDocuments(customer)];
  const details = { ...names.details, ...birth, ...identification.details, addresses, documents, ...residenceCountry };
  return { kind: "person", name: names.name, details, path: node.path, lei: null };
}

function readLegal(node: JsonNode, check: RecordCheck): StatedPerson {
  const members = new Members(node, check);
  const names = readNames(members, check, (name) => [name.text("legalPersonName")]);
  const addresses = readAddresses(members, check);
  const identification = readIdentification(members, check);
  const customer = members.text("customerIdentification");
  const residenceCountry = readCountry(members, "countryOfRegistration", { check, node });
  members.warnOfOthers();
  const documents = [...identification.documents, ...customerDocuments(customer)];
  const details = { ...names.details, ...identification.details, addresses, documents, ...residenceCountry };
  const lei = identification.documents.find(({ kind, number }) => kind === "lei" && isLei(number))?.number ?? null;
  return { kind: "entity", name: names.name, details, path: node.path, lei };
}

type NameParts = (name: Members) => readonly (string | null)[];

/** The legal name is the name; birth, maiden, short and trading names, local and phonetic spellings are other names. */
function readNames(members: Members, check: RecordCheck, partsOf: NameParts) {
  const stated = members.list("name").flatMap((node) => {
    const group = new Members(node, check);
    const lists = ["nameIdentifier", "localNameIdentifier", "phoneticNameIdentifier"].map((name) => group.list(name));
    group.warnOfOthers();
    return lists.flatMap((list, index) => list.flatMap((item) => readName(item, { check, partsOf, isMain: index === 0 })));
  });
  const main = stated.find(({ isLegal: isLegalName }) => isLegalName) ?? stated[0];
  const others = stated.filter((name) => name !== main).map(({ text }) => text);
  const details: PartyDetails = { otherNames: [...new Set(others)] };
  return { name: main?.text ?? null, details };
}

interface NameQuestion {
  readonly check: RecordCheck;
  readonly partsOf: NameParts;
  /** In Latin letters, as documents have it. */
  readonly isMain: boolean;
}

function readName(node: JsonNode, { check, partsOf, isMain }: NameQuestion) {
  const members = new Members(node, check);
  const text = partsOf(members)
    .filter((part) => part !== null)
    .join(" ");
  const type = members.text("nameIdentifierType");
  members.warnOfOthers();
  return text === "" ? [] : [{ text, isLegal: isMain && type !== null && /LEGL$/.test(type) }];
}

const addressParts: readonly string[] = [
  "addressLine",
  "department",
  "subDepartment",
  "buildingName",
  "streetName",
  "buildingNumber",
  "floor",
  "postBox",
  "room",
  "postCode",
  "townName",
  "townLocationName",
  "districtName",
  "countrySubDivision",
  "country",
];

function readAddresses(members: Members, check: RecordCheck): readonly string[] {
  return members.list("geographicAddress").flatMap((node) => {
    const address = new Members(node, check);
    const parts = addressParts.flatMap((name) =>
      name === "addressLine"
        ? address.list(name).flatMap((line) => (line.kind === "string" ? [line.text.trim()] : []))
        : (address.text(name) ?? []),
    );
    address.text("addressType");
    address.warnOfOthers();
    const stated = parts.filter((part) => part !== "");
    return stated.length === 0 ? [] : [stated.join(", ")];
  });
}

/** Codes of IVMS101 for national identifiers, and the project's words for them. */
const documentKinds: ReadonlyMap<string, string> = new Map([
  ["ARNU", "alien-registration"],
  ["CCPT", "passport"],
  ["DRLC", "licence"],
  ["FIIN", "investor-number"],
  ["IDCD", "national-id"],
  ["LEIX", "lei"],
  ["MISC", "other"],
  ["RAID", "registration"],
  ["SOCS", "social-security"],
  ["TXID", "tax-number"],
]);

interface Identification {
  readonly documents: readonly PartyDocument[];
  readonly details: PartyDetails;
}

function readIdentification(members: Members, check: RecordCheck): Identification {
  const [node] = members.list("nationalIdentification");
  if (node === undefined) return { documents: [], details: {} };
  const stated = new Members(node, check);
  const number = stated.text("nationalIdentifier");
  const code = stated.text("nationalIdentifierType")?.replace(/^NATIONAL_IDENTIFIER_TYPE_CODE_/, "") ?? "MISC";
  const country = stated.text("countryOfIssue");
  stated.text("registrationAuthority");
  stated.warnOfOthers();
  if (number === null) return { documents: [], details: {} };
  const kind = documentKinds.get(code);
  if (kind === undefined) {
    const expected = "a type of national identifier";
    addWarning(check, node, {
      code: "VALUE_UNREADABLE",
      found: showFound(code),
      expected,
      allowed: [...documentKinds.keys()],
      rule: "ivms101/identifier-type",
    });
  }
  if (kind === "tax-number") return { documents: [], details: { taxNumber: number } };
  if (kind === "lei" && !isLei(number)) {
    const expected = "20 letters and digits whose check digits are right (ISO 17442); it is kept as written";
    addWarning(check, node, { code: "VALUE_UNREADABLE", found: showFound(number), expected, rule: "ivms101/lei" });
  }
  const document = { kind: kind ?? "other", number, ...(country === null ? {} : { country }) };
  return { documents: [document], details: kind === "registration" ? { registrationNumber: number } : {} };
}

/** ISO 17442: check digits by ISO 7064 MOD 97-10. */
function isLei(text: string): boolean {
  if (!/^[A-Z0-9]{18}[0-9]{2}$/.test(text)) return false;
  const digits = [...text].map((character) => Number.parseInt(character, 36).toString()).join("");
  return BigInt(digits) % 97n === 1n;
}

function customerDocuments(number: string | null): readonly PartyDocument[] {
  return number === null ? [] : [{ kind: "customer-number", number }];
}

function readBirth(members: Members, check: RecordCheck): PartyDetails {
  const node = members.take("dateAndPlaceOfBirth");
  if (node === undefined) return {};
  const birth = new Members(node, check);
  const birthDate = birth.text("dateOfBirth");
  const birthPlace = birth.text("placeOfBirth");
  birth.warnOfOthers();
  const isDate = birthDate === null || isCivilDate(birthDate);
  if (!isDate) {
    const expected = "a date that exists, such as 1986-12-13; it is kept as a field only";
    addWarning(check, node, { code: "TIME_UNREADABLE", found: showFound(birthDate), expected, rule: "ivms101/birth-date" });
  }
  return { ...(birthDate === null || !isDate ? {} : { birthDate }), ...(birthPlace === null ? {} : { birthPlace }) };
}

function isCivilDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text) ?? [];
  return year !== "" && civilMicros({ year, month, day }) !== undefined;
}

function readCountry(
  members: Members,
  name: "countryOfResidence" | "countryOfRegistration",
  { check, node }: { readonly check: RecordCheck; readonly node: JsonNode },
): PartyDetails {
  const country = members.text(name);
  if (country === null) return {};
  if (!/^[A-Z]{2}$/.test(country))
    addWarning(check, node, {
      code: "VALUE_UNREADABLE",
      found: showFound(country),
      expected: "a country of two letters (ISO 3166); it is kept as written",
      rule: "ivms101/country",
    });
  return { residenceCountry: country };
}
