import { isUnstatedNumber } from "@tributary/bank-kit";
import { isInstitutionCode } from "./account.ts";

/** What `:86:` says about an entry. Everything is null where it has no structure that is known. */
export interface EntryInformation {
  /** How the words are told apart: `?20`, `/NAME/`, or not at all. */
  readonly form: "numbered" | "named" | "free";
  /** The account of the other side. */
  readonly account: string | null;
  /** Who keeps it: a BIC or a bank code. */
  readonly institution: string | null;
  readonly name: string | null;
  /** Its words for people, put together from their pieces. */
  readonly purpose: string | null;
  /** Money that comes back. */
  readonly isReturn: boolean;
}

/** Reads the lines of `:86:`. Lines are cut at 65 characters wherever they are, so they are joined as they stand. */
export function readInformation(lines: readonly string[]): EntryInformation {
  const text = lines.join("").trim();
  const [, code, separator] = /^([0-9]{3})([^0-9A-Za-z\s/])[0-9]{2}/.exec(text) ?? [];
  if (code !== undefined && separator !== undefined) return readNumbered(text, code, separator);
  const words = readWords(text);
  return words.size > 0 ? readNamed(words) : { ...nothing, form: "free" };
}

const nothing = { account: null, institution: null, name: null, purpose: null, isReturn: false } as const;

/** Business codes of German banks for transfers and debits that come back. */
const returnCodes: ReadonlySet<string> = new Set(["108", "109", "159"]);

/**
 * The German form, also used in Poland and elsewhere: a business code, then subfields `?20` to `?29` and `?60` to `?63` with the purpose, `?30` bank,
 * `?31` account, `?32` and `?33` name, `?38` IBAN.
 */
function readNumbered(text: string, code: string, separator: string): EntryInformation {
  const fields = new Map<string, string>();
  for (const piece of text.slice(3).split(separator)) {
    const [number, value] = [piece.slice(0, 2), piece.slice(2)];
    // What is not a subfield is a separator inside the one before it.
    if (/^[0-9]{2}$/.test(number)) fields.set(number, `${fields.get(number) ?? ""}${value}`);
  }
  const joined = (numbers: readonly string[]): string => numbers.map((number) => fields.get(number) ?? "").join("");
  const [iban, account] = [fields.get("38") ?? "", fields.get("31") ?? ""];
  return {
    form: "numbered",
    account: compact(iban) ?? compact(account),
    institution: codeOf(fields.get("30") ?? ""),
    name: plain(joined(["32", "33"])),
    purpose: plain(joined([...purposeNumbers])),
    isReturn: returnCodes.has(code),
  };
}

const purposeNumbers: readonly string[] = ["20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "60", "61", "62", "63"];

/** Words between slashes that banks use for what follows them. */
const knownWords: ReadonlySet<string> = new Set(
  (
    "ACCW ADDR BENM BIC CD CNTP CREF CSID EREF IBAN ID INFO IREF ISDT KREF MARF NAME OAMT OPRP ORDP PREF PURP PY REMI RTRN SVCL TRCD TRTP UCRD UDTR " +
    "ULTB ULTC ULTD USTD STRD"
  ).split(" "),
);

/** The values behind each known word, by slashes: `/CNTP/account/BIC/name/city/`. Other words belong to the value before them. */
function readWords(text: string): ReadonlyMap<string, readonly string[]> {
  const words = new Map<string, string[]>();
  if (!text.startsWith("/")) return words;
  let values: string[] | undefined;
  for (const token of text.split("/").slice(1)) {
    if (knownWords.has(token)) {
      values = words.has(token) ? [] : words.set(token, []).get(token);
      continue;
    }
    values?.push(token);
  }
  return words;
}

function readNamed(words: ReadonlyMap<string, readonly string[]>): EntryInformation {
  const textOf = (word: string): string => (words.get(word) ?? []).join("/");
  const [account = "", institution = "", name = ""] = words.get("CNTP") ?? words.get("ACCW") ?? [];
  return {
    form: "named",
    account: compact(textOf("IBAN")) ?? compact(account),
    institution: codeOf(textOf("BIC")) ?? codeOf(institution),
    name: plain(textOf("NAME")) ?? plain(name),
    purpose: plain(textOf("REMI")),
    isReturn: words.has("RTRN"),
  };
}

/** Without spaces; null where it says that there is none. */
function compact(text: string): string | null {
  const value = text.replace(/\s/g, "");
  return isUnstatedNumber(value) ? null : value;
}

function codeOf(text: string): string | null {
  const code = compact(text);
  return code !== null && isInstitutionCode(code) ? code : null;
}

function plain(text: string): string | null {
  const value = text
    .replace(/\s+/g, " ")
    .replace(/^\/+|\/+$/g, "")
    .trim();
  return value === "" ? null : value;
}
