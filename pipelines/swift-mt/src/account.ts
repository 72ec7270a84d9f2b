import { isBic, type RecordPlace, type ReportedRecord, shortBic } from "@tributary/bank-kit";
import { type AccountId, bankAccount, type Digest, digestFields, parseAccount } from "@tributary/domain";

export interface IdentifiedAccount {
  readonly account: AccountId;
  /** As the message names it, for people. */
  readonly institution: string;
}

/** Who keeps an account. */
export interface Keeper {
  /** Stands in the account: a BIC, a bank's code, or a digest where only a name is stated, for a name must not stand plain in the ledger. */
  readonly key: string;
  /** As the message names it. */
  readonly name: string;
}

export interface AccountQuestion {
  readonly number: string;
  /** Null where the message does not say. */
  readonly keeper: Keeper | null;
  readonly place: RecordPlace;
  /** Keeps numbers of unnamed institutions apart: equal numbers are one account only under an equal scope. */
  readonly scope: Digest;
  readonly record: ReportedRecord;
}

const ibanForm = /^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$/i;

/**
 * The ledger's account: its IBAN where that is valid, else institution and number. What has the form of an IBAN and wrong check digits is a
 * warning; undefined, with an error, where it can be no account.
 */
export function identifyAccount({ number, keeper, place, scope, record }: AccountQuestion): IdentifiedAccount | undefined {
  const bare = number.replace(/ /g, "");
  const valid = parseAccount(`iban:${ibanOf(bare)}`);
  const named = keeper?.name ?? "";
  if (valid.ok) return { account: valid.value, institution: named };
  if (ibanForm.test(bare) && valid.refusal.code === "ACCOUNT_CHECKSUM") {
    const expected = `${valid.refusal.expected}; the institution and this number are used instead`;
    record.warn(place, { ...valid.refusal, found: number, expected, rule: "swift-mt/iban" });
  }
  const joined = bankAccount(keeper?.key ?? `unstated-${scope.slice(0, 16)}`, number);
  const account = joined.ok ? parseAccount(joined.value) : joined;
  if (account.ok) return { account: account.value, institution: named };
  record.error(place, { ...account.refusal, rule: "swift-mt/account" });
  return undefined;
}

/** Some banks write the currency behind the IBAN. */
function ibanOf(text: string): string {
  const withoutCurrency = text.slice(0, -3);
  const isLonger = /^[A-Z]{3}$/.test(text.slice(-3)) && parseAccount(`iban:${withoutCurrency}`).ok;
  return isLonger ? withoutCurrency : text;
}

/** A bank's own position where it pays for itself and states no account, one for each BIC. */
export function institutionAccount(bic: string): IdentifiedAccount | undefined {
  const joined = bankAccount(shortBic(bic), "own");
  const account = joined.ok ? parseAccount(joined.value) : joined;
  return account.ok ? { account: account.value, institution: shortBic(bic) } : undefined;
}

export function accountScope(fields: readonly string[]): Digest {
  return digestFields("tributary/swift-mt-account-scope/1", fields);
}

/** A bank by its BIC or a code of its own. */
export function keeperByCode(code: string | null): Keeper | null {
  if (code === null) return null;
  const key = isBic(code) ? shortBic(code) : code;
  return { key, name: key };
}

/** A bank of which only the name is stated: the same wherever the name is written with the same letters and digits. */
export function keeperByName(name: string | null): Keeper | null {
  const letters = name
    ?.normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
  if (name === null || letters === undefined || letters === "") return null;
  return { key: `named-${digestFields("tributary/swift-mt-institution/1", [letters]).slice(0, 16)}`, name };
}

/** A BIC, or a code that has a digit in it: what could be a name is none. */
export function isInstitutionCode(text: string): boolean {
  return isBic(text) || (/^[A-Z0-9-]{1,20}$/i.test(text) && /[0-9]/.test(text));
}

/** `50880050/0194787400888` and `BPHKPLPK/320000546101` say who keeps the account: eight digits are a German bank code. */
export function splitAccount(text: string): { readonly keeper: Keeper | null; readonly number: string } {
  const at = text.indexOf("/");
  const [institution, number] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  const isStated = at > 0 && number !== "" && (/^[0-9]{8}$/.test(institution) || isBic(institution));
  return isStated ? { keeper: keeperByCode(institution), number } : { keeper: null, number: text.trim() };
}
