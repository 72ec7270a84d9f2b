import { addError, addMissing, childOf, childrenOf, childText, type RecordCheck, type XmlElement } from "@tributary/bank-kit";
import { type AccountId, bankAccount, unwrap } from "@tributary/domain";
import { digestFields } from "@tributary/pipeline-kit";
import { checkSingle } from "./check-single.ts";
import type { GoamlProfile } from "./goaml-profile.ts";
import { addPerson, addSubject, isAccount, type SubjectContext } from "./subjects.ts";

export type SideName = "from" | "to";

/** One side of a two-sided transaction. */
export interface Side {
  readonly name: SideName;
  readonly element: XmlElement;
  readonly subject: XmlElement;
  readonly foreign: XmlElement | undefined;
}

/** `t_from` or `t_from_my_client`, exactly one, with exactly one account, person or entity in it. */
export function findSide(transaction: XmlElement, name: SideName, check: RecordCheck): Side | undefined {
  const sides = childrenOf(transaction, `t_${name}`, `t_${name}_my_client`);
  const [element] = sides;
  if (element === undefined) {
    addMissing(check, transaction, { name: `t_${name}`, expected: `one side t_${name} or t_${name}_my_client` });
    return undefined;
  }
  for (const extra of sides.slice(1))
    addError(check, extra, { code: "VALUE_UNREADABLE", found: `a second side <${extra.name}>`, expected: "one side each way" });
  checkSingle(check, element, [`${name}_foreign_currency`, `${name}_funds_code`]);
  const [subject, second] = childrenOf(element, `${name}_account`, `${name}_person`, `${name}_entity`);
  if (subject === undefined) {
    addMissing(check, element, { name: `${name}_account`, expected: `one of ${name}_account, ${name}_person, ${name}_entity` });
    return undefined;
  }
  if (second !== undefined)
    addError(check, second, {
      code: "VALUE_UNREADABLE",
      found: `<${second.name}> too`,
      expected: "one account, person or entity",
    });
  return { name, element, subject, foreign: childOf(element, `${name}_foreign_currency`) };
}

/** Records everybody on a side and answers the ledger's account of it; undefined where there is an error. */
export function addSide(
  side: Side,
  context: Omit<SubjectContext, "sideCurrency">,
  identity: SideIdentity,
): AccountId | undefined {
  const sideCurrency = side.foreign === undefined ? null : childText(side.foreign, "foreign_currency_code");
  const sideContext: SubjectContext = { ...context, sideCurrency };
  for (const conductor of childrenOf(side.element, "t_conductor"))
    addPerson(conductor, { role: "conductor", account: null }, sideContext);
  const stated = isAccount(side.subject) ? null : accountless(side, identity, context.report.profile);
  return addSubject(side.subject, { role: side.name, account: stated }, sideContext) ?? stated ?? undefined;
}

export interface SideIdentity {
  readonly submitter: string;
  readonly reference: string;
  readonly transactionNumber: string;
  readonly contentDigest: string;
}

/**
 * The ledger's account of a person or entity that the report gives no account for: opaque, and another one in each
 * transaction. The name cannot be read or guessed from it, and two people of one name never share a holding.
 */
function accountless(side: Side, identity: SideIdentity, profile: GoamlProfile): AccountId {
  const { submitter, reference, transactionNumber, contentDigest } = identity;
  const fields = [submitter, reference, transactionNumber, contentDigest, side.name];
  const funds = childText(side.element, `${side.name}_funds_code`);
  const institution = funds !== null && profile.cashFundsCodes.includes(funds) ? "cash" : "no-account";
  return unwrap(bankAccount(institution, digestFields("tributary/str-accountless/1", fields).slice(0, 32)));
}
