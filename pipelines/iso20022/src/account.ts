import { addError, addWarning, isBic, isUnstatedNumber, type RecordCheck, shortBic, type XmlElement } from "@tributary/bank-kit";
import { type AccountId, bankAccount, type Digest, digestFields, parseAccount } from "@tributary/domain";
import { checkSingle, descend, identifierAt, textAt } from "./element-steps.ts";

export interface IdentifiedAccount {
  readonly account: AccountId;
  /** As the message names it, for people. */
  readonly institution: string;
}

export interface AccountQuestion {
  /** `DbtrAcct`, `Acct`, … */
  readonly element: XmlElement;
  /** Who keeps it: `DbtrAgt`, `Svcr`, … */
  readonly agent: XmlElement | undefined;
  /** Keeps numbers of unnamed institutions apart: equal numbers are one account only under an equal scope. */
  readonly scope: Digest;
  readonly check: RecordCheck;
}

/**
 * The ledger's account: its IBAN where that is valid, else institution and number. An invalid IBAN is a warning. Undefined where no number is
 * stated, or with an error where it cannot be one.
 */
export function identifyAccount({ element, agent, scope, check }: AccountQuestion): IdentifiedAccount | undefined {
  const id = descend(element, "Id");
  if (id !== undefined) checkSingle(check, id, ["IBAN", "Othr", "PrtryAcct", "BBAN", "UPIC"]);
  const iban = textAt(id, "IBAN");
  const other = identifierAt(id, "Othr", "Id") ?? identifierAt(id, "PrtryAcct", "Id") ?? textAt(id, "BBAN") ?? textAt(id, "UPIC");
  const number = iban ?? other;
  if (number === null || isUnstatedNumber(number)) return undefined;
  const institution = agentName(agent);
  const valid = parseAccount(`iban:${number}`);
  if (valid.ok) return { account: valid.value, institution };
  if (iban !== null) {
    const expected = `${valid.refusal.expected}; the institution and this number are used instead`;
    const rule = "iso20022/iban";
    addWarning(check, descend(id, "IBAN") ?? element, { ...valid.refusal, found: iban, expected, rule });
  }
  const joined = bankAccount(institutionOf(agent) ?? `unstated-${scope.slice(0, 16)}`, number);
  const account = joined.ok ? parseAccount(joined.value) : joined;
  if (account.ok) return { account: account.value, institution };
  addError(check, id ?? element, account.refusal);
  return undefined;
}

/** A scope for numbers without an institution. */
export function accountScope(fields: readonly string[]): Digest {
  return digestFields("tributary/iso20022-account-scope/1", fields);
}

/**
 * The institution as a key: a BIC, without the three X that mean the head office (ISO 9362), else its member number in a clearing system behind
 * the system's code, else its LEI, else another number, else its name in lower case with dashes.
 */
function institutionOf(agent: XmlElement | undefined): string | null {
  return institutionCode(agent) ?? nameKey(institutionName(agent));
}

/** As `institutionOf`, without the name: what no two institutions share. */
export function institutionCode(agent: XmlElement | undefined): string | null {
  const institution = institutionElement(agent);
  const bic = identifierAt(institution, "BICFI") ?? identifierAt(institution, "BIC");
  if (bic !== null) return isBic(bic) ? shortBic(bic) : bic;
  const member = descend(institution, "ClrSysMmbId");
  const number = identifierAt(member, "MmbId") ?? identifierAt(member, "Id");
  const system = textAt(member, "ClrSysId", "Cd") ?? textAt(member, "ClrSysId", "Prtry");
  if (number !== null) return system === null ? number : `${system}-${number}`;
  return (
    identifierAt(institution, "LEI") ?? identifierAt(institution, "Othr", "Id") ?? identifierAt(institution, "PrtryId", "Id")
  );
}

/** `FinInstnId`; first versions wrap it once more. */
export function institutionElement(agent: XmlElement | undefined): XmlElement | undefined {
  const institution = descend(agent, "FinInstnId");
  return descend(institution, "CmbndId") ?? institution;
}

export function institutionName(agent: XmlElement | undefined): string | null {
  const institution = institutionElement(agent);
  return textAt(institution, "Nm") ?? textAt(institution, "NmAndAdr", "Nm");
}

function agentName(agent: XmlElement | undefined): string {
  return institutionName(agent) ?? institutionCode(agent) ?? "";
}

function nameKey(name: string | null): string | null {
  const key = name
    ?.normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return key === undefined || key === "" ? null : key;
}
