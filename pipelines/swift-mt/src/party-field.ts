import { isBic, isUnstatedNumber, shortBic } from "@tributary/bank-kit";
import type { PartyDetails, PartyDocument } from "@tributary/pipeline-kit";
import { isInstitutionCode, type Keeper, keeperByCode, keeperByName } from "./account.ts";
import type { MtField } from "./mt-message.ts";

/** What a field of a party says: `50K`, `59F`, `52A`, … */
export interface PartyField {
  readonly field: MtField;
  /** Behind the slash of its first line. */
  readonly account: string | null;
  /** Of a national clearing system, behind two slashes. */
  readonly clearingCode: string | null;
  readonly bic: string | null;
  readonly name: string | null;
  readonly details: PartyDetails;
  readonly doubts: readonly PartyDoubt[];
}

/** Something about a party that people should look at. */
interface PartyDoubt {
  readonly found: string;
  readonly expected: string;
  readonly rule: string;
  readonly line: number;
}

/** Reads a party by its option letter: A a BIC, F numbered lines, else a name above its address. */
export function readPartyField(field: MtField): PartyField {
  const party = readParty(field);
  const { account, doubts } = party;
  if (account === null || !isUnstatedNumber(account)) return party;
  const expected = "the number of an account; what stands there says that there is none";
  return {
    ...party,
    account: null,
    doubts: [{ found: account, expected, rule: "swift-mt/account", line: field.line }, ...doubts],
  };
}

function readParty(field: MtField): PartyField {
  const option = field.tag.slice(2);
  const { account, clearingCode, document, body, line } = readFirstLine(field, option);
  const documents = document === null ? [] : [document];
  const stated = { field, account, clearingCode };
  const [first = ""] = body;
  if (option === "A" || option === "C" || option === "G")
    return isBic(first)
      ? { ...stated, bic: shortBic(first), name: null, details: { documents: [{ kind: "bic", number: first }] }, doubts: [] }
      : { ...stated, bic: null, name: first || null, details: {}, doubts: [bicDoubt(first, line)] };
  if (option === "F") return { ...stated, bic: null, ...readNumbered(body, { line, documents }) };
  return { ...stated, bic: null, ...readNameAndAddress(body), doubts: nameDoubts(body, line) };
}

function bicDoubt(found: string, line: number): PartyDoubt {
  return { found: found === "" ? "nothing" : found, expected: "a BIC of 8 or 11 characters", rule: "swift-mt/bic", line };
}

interface FirstLine {
  readonly account: string | null;
  readonly clearingCode: string | null;
  readonly document: PartyDocument | null;
  readonly body: readonly string[];
  /** Of the body's first line. */
  readonly line: number;
}

function readFirstLine({ lines, line }: MtField, option: string): FirstLine {
  const [first = "", ...others] = lines.map((text) => text.trim());
  const [, code, country, number] = /^([A-Z]{4})\/([A-Z]{2})\/(.+)$/.exec(first) ?? [];
  const stated = { account: null, clearingCode: null, document: null, body: others, line: line + 1 };
  if (option === "F" && code !== undefined && number !== undefined && country !== undefined)
    return { ...stated, document: documentOf(code, { country, number }) };
  if (first.startsWith("//")) return { ...stated, clearingCode: first.slice(2).trim() || null };
  // `/C/` and `/D/` say which side of the account, before its number.
  const account = /^\/(?:[CD]\/)?(.*)$/.exec(first)?.[1]?.trim();
  if (account !== undefined) return { ...stated, account: account === "" ? null : account };
  return { ...stated, body: [first, ...others], line };
}

/** Codes of field 50F for what identifies a person, and the project's words for them. */
const documentKinds: ReadonlyMap<string, string> = new Map([
  ["ARNU", "alien-registration"],
  ["CCPT", "passport"],
  ["CUST", "customer-number"],
  ["DRLC", "licence"],
  ["EMPL", "employer-number"],
  ["NIDN", "national-id"],
  ["SOSE", "social-security"],
  ["TXID", "tax-number"],
]);

function documentOf(code: string, { country, number }: { readonly country: string; readonly number: string }): PartyDocument {
  return { kind: documentKinds.get(code) ?? code, number, country };
}

type Described = Pick<PartyField, "name" | "details">;

/** Nothing marks where a name ends: the first line is taken as the name, the others as its address. */
function readNameAndAddress(body: readonly string[]): Described {
  const [name = "", ...address] = body.filter((text) => text !== "");
  return { name: name === "" ? null : name, details: address.length === 0 ? {} : { addresses: [address.join(", ")] } };
}

const lineCharactersMax = 35;
const linesMax = 4;

function nameDoubts(body: readonly string[], line: number): readonly PartyDoubt[] {
  const doubts: PartyDoubt[] = [];
  const last = body[linesMax - 1];
  if (body[0]?.length === lineCharactersMax) {
    const expected = "a name that ends within its line; it may be cut, or go on in the next one";
    doubts.push({ found: "a name that fills its line of 35 characters", expected, rule: "swift-mt/name-cut", line });
  }
  if (last?.length === lineCharactersMax) {
    const expected = "an address that ends within its lines; it may be cut";
    doubts.push({ found: "four lines, the last one full", expected, rule: "swift-mt/address-cut", line: line + linesMax - 1 });
  }
  return doubts;
}

interface NumberedContext {
  readonly line: number;
  readonly documents: readonly PartyDocument[];
}

/** Lines `1/` name, `2/` address, `3/` country and town, `4/` birth date, `5/` birth place, `6/` customer number, `7/` identity number, `8/` more of it. */
function readNumbered(body: readonly string[], { line, documents }: NumberedContext): Described & Pick<PartyField, "doubts"> {
  const parts = body.map((text, index) => ({
    number: text[0] ?? "",
    rest: text.slice(2).trim(),
    isMarked: /^[1-8]\//.test(text),
    index,
  }));
  const textOf = (number: string): readonly string[] =>
    parts.filter((part) => part.isMarked && part.number === number).map(({ rest }) => rest);
  const doubts = parts
    .filter(({ isMarked }) => !isMarked)
    .map(({ index }) => ({
      found: body[index] === "" ? "an empty line" : (body[index] ?? ""),
      expected: "a line that begins with its number, 1/ to 8/; it is kept as a field only",
      rule: "swift-mt/numbered-lines",
      line: line + index,
    }));
  const name = textOf("1").join(" ");
  const address = [...textOf("2"), ...textOf("3")];
  const [birth = ""] = textOf("4");
  const [birthPlace = ""] = textOf("5");
  const numbers = [...textOf("6"), ...textOf("7")].map((text, index) => numberedDocument(text, index, textOf("6").length));
  return {
    name: name === "" ? null : name,
    details: {
      documents: [...documents, ...numbers],
      addresses: address.length === 0 ? [] : [address.join(", ")],
      ...(/^[0-9]{8}$/.test(birth) ? { birthDate: `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}` } : {}),
      ...(birthPlace === "" ? {} : { birthPlace }),
    },
    doubts,
  };
}

function numberedDocument(text: string, index: number, customerNumbers: number): PartyDocument {
  const kind = index < customerNumbers ? "customer-number" : "national-id";
  const [, country, number] = /^([A-Z]{2})\/(.+)$/.exec(text) ?? [];
  return country === undefined || number === undefined ? { kind, number: text } : { kind, number, country };
}

/** The bank that a field names: by its BIC, its code in a clearing system, or its name. */
export function keeperOf(party: PartyField | undefined): Keeper | null {
  if (party === undefined) return null;
  const code = party.clearingCode?.replace(/\s/g, "") ?? null;
  return keeperByCode(party.bic ?? (code !== null && isInstitutionCode(code) ? code : null)) ?? keeperByName(party.name);
}
