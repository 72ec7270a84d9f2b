import { addError, addWarning, type JsonNode, type JsonObject, type RecordCheck } from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";

/**
 * Names of the standard's version of 2020, and what else means the same: names of the version of 2023, and of programs in use. Upper case, `_` and
 * `-` do not count.
 */
const spellings: Readonly<Record<string, string>> = {
  originator: "",
  beneficiary: "",
  originatingVasp: "",
  beneficiaryVasp: "",
  transferPath: "",
  payloadMetadata: "metadata",
  originatorPersons: "originatorperson persons person",
  beneficiaryPersons: "beneficiaryperson persons person",
  accountNumber: "accountnumbers accounts account",
  naturalPerson: "",
  legalPerson: "",
  name: "names",
  nameIdentifier: "nameidentifiers",
  localNameIdentifier: "localnameidentifiers",
  phoneticNameIdentifier: "phoneticnameidentifiers",
  primaryIdentifier: "lastname surname familyname",
  secondaryIdentifier: "firstname forename givenname",
  legalPersonName: "name",
  nameIdentifierType: "naturalpersonnameidentifiertype legalpersonnameidentifiertype type",
  geographicAddress: "geographicaddresses addresses address",
  addressType: "type",
  department: "",
  subDepartment: "",
  streetName: "street",
  buildingNumber: "number",
  buildingName: "",
  floor: "",
  postBox: "",
  room: "",
  postCode: "postalcode zipcode zip postcode",
  townName: "town city",
  townLocationName: "",
  districtName: "district",
  countrySubDivision: "state province",
  addressLine: "addresslines",
  country: "countrycode",
  nationalIdentification: "",
  nationalIdentifier: "identifier number",
  nationalIdentifierType: "type",
  countryOfIssue: "country",
  registrationAuthority: "ra",
  customerIdentification: "customernumber customerid",
  dateAndPlaceOfBirth: "birth",
  dateOfBirth: "dob birthdate",
  placeOfBirth: "pob birthplace",
  countryOfResidence: "country",
  countryOfRegistration: "country",
  intermediaryVasp: "",
  sequence: "",
};

const keysByName: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(spellings).map(([name, others]) => [
    name,
    new Set([plain(name), ...others.split(" ").filter((key) => key !== "")]),
  ]),
);

function plain(key: string): string {
  return key.toLowerCase().replace(/[_-]/g, "");
}

/** The members of one object, by the standard's names. */
export class Members {
  readonly #node: JsonNode | undefined;
  readonly #check: RecordCheck;
  readonly #taken = new Set<string>();

  constructor(node: JsonNode | undefined, check: RecordCheck) {
    this.#node = node;
    this.#check = check;
    if (node !== undefined && node.kind !== "object")
      addError(check, node, { code: "VALUE_UNREADABLE", found: describe(node), expected: "an object", rule: "ivms101/form" });
  }

  /** A member; undefined where it is absent or null. Two spellings of one name with values of their own are an error. */
  take(name: string): JsonNode | undefined {
    const keys = keysByName.get(name);
    if (this.#node?.kind !== "object" || keys === undefined) return undefined;
    const found = [...this.#node.entries].filter(([key]) => keys.has(plain(key)) && !this.#taken.has(key));
    for (const [key] of found) this.#taken.add(key);
    const [first, ...others] = found.map(([, node]) => node).filter((node) => !(node.kind === "word" && node.text === "null"));
    for (const other of others)
      addError(this.#check, other, {
        code: "RECORD_CONFLICT",
        found: `another spelling of ${name}, which stands in line ${first?.line ?? 0} already`,
        expected: `${name} once`,
        rule: "ivms101/spelling",
      });
    return first;
  }

  /** A text or number as written; null where nothing is stated. Anything else is an error. */
  text(name: string): string | null {
    const node = this.take(name);
    if (node === undefined) return null;
    if (node.kind === "string" || node.kind === "number") return node.text.trim() === "" ? null : node.text.trim();
    addError(this.#check, node, { code: "VALUE_UNREADABLE", found: describe(node), expected: "a text", rule: "ivms101/form" });
    return null;
  }

  /** A list, or one alone where a list could stand. */
  list(name: string): readonly JsonNode[] {
    const node = this.take(name);
    if (node === undefined) return [];
    return node.kind === "array" ? node.items : [node];
  }

  /** Keys that nothing took are kept as fields, with a warning. */
  warnOfOthers(): void {
    if (this.#node?.kind !== "object") return;
    for (const [key, value] of this.#node.entries)
      if (!this.#taken.has(key))
        addWarning(this.#check, value, {
          code: "FIELD_UNKNOWN",
          found: `the key "${showFound(key)}"`,
          expected: "a key of IVMS101; it is kept as a field only",
          rule: "ivms101/unknown-key",
        });
  }
}

/** Whether an object has a member under any spelling of a name. */
export function hasMember(node: JsonObject, name: string): boolean {
  const keys = keysByName.get(name) ?? new Set();
  return [...node.entries.keys()].some((key) => keys.has(plain(key)));
}

export function describe(node: JsonNode): string {
  if (node.kind === "word") return node.text;
  return node.kind === "array" ? "a list" : `a${node.kind === "object" ? "n" : ""} ${node.kind}`;
}
