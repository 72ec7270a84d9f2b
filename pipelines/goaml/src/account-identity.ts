import {
  addError,
  addMissing,
  addWarning,
  childOf,
  childText,
  isBic,
  isUnstatedNumber,
  type RecordCheck,
  shortBic,
  type XmlElement,
} from "@tributary/bank-kit";
import { type AccountId, bankAccount, parseAccount } from "@tributary/domain";
import { checkSingle } from "./check-single.ts";
import type { GoamlProfile } from "./goaml-profile.ts";

export interface AccountContext {
  readonly profile: GoamlProfile;
  /** `foreign_currency_code` of the side that the account stands on. */
  readonly sideCurrency: string | null;
  readonly check: RecordCheck;
}

/**
 * The ledger's account for what a report calls an account: its IBAN where that is valid, a chain account where a wallet's
 * number is one (see `chainAccount`), else institution and number. An invalid IBAN is a warning. Without a number or an
 * institution the record gets an error, and the answer is undefined.
 */
export function identifyAccount(element: XmlElement, context: AccountContext): AccountId | undefined {
  const { check, profile } = context;
  checkSingle(check, element, identifyingNames);
  const stated = ibanOf(element, check);
  if (stated !== undefined) return stated;
  const number = childText(element, "account");
  const institution = institutionOf(element, profile);
  const expected = "an account number or a valid IBAN";
  if (number === null) addMissing(check, element, { name: "account", expected });
  else if (isUnstatedNumber(number))
    addError(check, childOf(element, "account") ?? element, { code: "FIELD_MISSING", found: number, expected });
  else {
    const known = numberAsIban(number) ?? chainAccount(number, element, context);
    if (known !== undefined) return known;
  }
  if (institution === null)
    addMissing(check, element, { name: "institution_code", expected: "an institution code, a BIC or an institution name" });
  if (number === null || institution === null || isUnstatedNumber(number)) return undefined;
  const joined = bankAccount(institution, number);
  const account = joined.ok ? parseAccount(joined.value) : joined;
  if (account.ok) return account.value;
  addError(check, childOf(element, "account") ?? element, account.refusal);
  return undefined;
}

/** What of an account decides which one it is. */
const identifyingNames: readonly string[] = [
  "account",
  "iban",
  "institution_code",
  "swift",
  "institution_name",
  "currency_code",
  "non_bank_institution",
  "personal_account_type",
  "account_type",
];

function ibanOf(element: XmlElement, check: RecordCheck): AccountId | undefined {
  const text = childText(element, "iban");
  if (text === null) return undefined;
  const account = parseAccount(`iban:${text}`);
  if (account.ok) return account.value;
  const expected = `${account.refusal.expected}; the institution and account number are used instead`;
  addWarning(check, childOf(element, "iban") ?? element, { ...account.refusal, found: text, expected });
  return undefined;
}

/** Banks that have no other number write the IBAN where the account number belongs. Its check digits tell. */
function numberAsIban(number: string): AccountId | undefined {
  if (!/^\s*[A-Za-z]/.test(number)) return undefined;
  const account = parseAccount(`iban:${number}`);
  return account.ok ? account.value : undefined;
}

const tronChain = "tron:0x2b6653dc";
const bitcoinChain = "bip122:000000000019d6689c085ae165831e93";

/**
 * A number is a chain account only where the report says "wallet" (account type of the profile, no bank, or a crypto currency
 * code) and the number passes the chain's checksum. The chain is the one of the stated code; without a code only forms that
 * belong to one chain alone are taken: TRON, and Bitcoin's `bc1`. `0x…` and `1…`, `3…` are shared by many chains.
 */
function chainAccount(number: string, element: XmlElement, { profile, sideCurrency }: AccountContext): AccountId | undefined {
  const codes = [childText(element, "currency_code"), sideCurrency];
  const currency = codes.map((code) => profile.cryptoCurrencies.get(code ?? "")).find((entry) => entry !== undefined);
  const type = childText(element, "personal_account_type", "account_type");
  const isBankless = /^(true|1)$/.test(childText(element, "non_bank_institution") ?? "");
  const isWallet = currency !== undefined || isBankless || (type !== null && profile.walletAccountTypes.includes(type));
  if (!isWallet) return undefined;
  const unshared = /^bc1/i.test(number) ? bitcoinChain : tronChain;
  const account = parseAccount(`${currency?.chain ?? unshared}:${number}`);
  return account.ok ? account.value : undefined;
}

/**
 * The institution as a key: a BIC, without the three X that mean the head office (ISO 9362), else the country's code inside its
 * code space, else the name in lower case with dashes.
 */
function institutionOf(element: XmlElement, profile: GoamlProfile): string | null {
  const code = childText(element, "institution_code");
  const swift = childText(element, "swift");
  if (swift !== null && isBic(swift)) return shortBic(swift);
  // Sri Lanka's edition 2.0 puts the bank's four-digit code into `swift`.
  const national = code ?? swift;
  if (national !== null) return profile.institutionCodeSpace === null ? national : `${profile.institutionCodeSpace}-${national}`;
  const name = childText(element, "institution_name");
  const slug = name
    ?.normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return slug === undefined || slug === "" ? null : slug;
}
