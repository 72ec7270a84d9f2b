import {
  addWarning,
  childOf,
  childrenOf,
  childText,
  isUnstatedNumber,
  type ReportedRecord,
  type XmlElement,
} from "@tributary/bank-kit";
import { type AccountId, bankAccount, type Digest, parseAccount } from "@tributary/domain";
import { cashAccountRoles } from "./codes.ts";
import { taxNumberOf } from "./parties.ts";

/** The account holder that an account is stated under. */
export interface Holder {
  readonly element: XmlElement;
  readonly partyId: Digest;
  /** The institution that the report as a whole is about: its tax number, or null. */
  readonly filerTaxNumber: string | null;
}

/**
 * Records a party's accounts. Suspicious activity reports nest them below the institution that keeps them; in cash reports they are the
 * filing institution's own. An account whose institution has no number cannot be told from another's: it stays a field, with a warning.
 */
export function addAccounts(holder: Holder, record: ReportedRecord): void {
  for (const account of childrenOf(holder.element, "Account"))
    addAccount(account, holder, { record, institution: holder.filerTaxNumber });
  for (const association of childrenOf(holder.element, "PartyAccountAssociation"))
    for (const institution of childrenOf(association, "Party"))
      for (const account of childrenOf(institution, "Account"))
        addAccount(account, holder, { record, institution: taxNumberOf(institution) });
}

interface AccountPlace {
  readonly record: ReportedRecord;
  readonly institution: string | null;
}

function addAccount(element: XmlElement, holder: Holder, { record, institution }: AccountPlace): void {
  const number = childText(element, "AccountNumberText");
  if (number === null || isUnstatedNumber(number)) return;
  const account = identify(number, institution);
  if (account === undefined) {
    addWarning(record.check, element, {
      code: "FIELD_MISSING",
      found: "an account at an institution without a number",
      expected: "the tax number (EIN) of the institution that keeps it; the account is kept as a field only",
    });
    return;
  }
  record.addAccount({ path: element.path, account, institution: institution ?? "", currency: null });
  record.addPart({ path: element.path, role: "holder", partyId: holder.partyId, account });
  const association = childOf(element, "PartyAccountAssociation");
  const role = cashAccountRoles.get((association && childText(association, "PartyAccountAssociationTypeCode")) ?? "");
  if (role !== undefined) record.addPart({ path: element.path, role, partyId: holder.partyId, account });
}

function identify(number: string, institution: string | null): AccountId | undefined {
  const iban = parseAccount(`iban:${number}`);
  if (iban.ok) return iban.value;
  if (institution === null) return undefined;
  const account = bankAccount(`US-TIN-${institution}`, number);
  return account.ok ? account.value : undefined;
}
