import {
  addError,
  addWarning,
  checkKeys,
  findMentions,
  isUnstatedNumber,
  itemsAt,
  type JsonNode,
  memberOf,
  type RecordCheck,
  type ReportedRecord,
  textAt,
} from "@tributary/bank-kit";
import { type AccountId, bankAccount, currencyScales, type Digest, parseAccount, showFound } from "@tributary/domain";
import { type Definitions, partyOf } from "./definitions.ts";
import { knownKeys } from "./known-keys.ts";

/** One starting or completing action: what it moved and from or to which account. */
export interface Leg {
  readonly node: JsonNode;
  readonly account: AccountId | null;
  readonly amount: string | null;
  /** ISO 4217 code, in capitals; null for virtual currency. */
  readonly currency: string | null;
  readonly isVirtual: boolean;
}

export interface LegContext {
  readonly record: ReportedRecord;
  readonly definitions: Definitions;
  readonly paymentId: Digest;
}

const sides = {
  from: {
    action: knownKeys.startingAction,
    details: knownKeys.startingDetails,
    parties: [
      ["sourcesOfFundsOrVirtualCurrency", "source-of-funds"],
      ["conductors", "conductor"],
    ],
  },
  to: {
    action: knownKeys.completingAction,
    details: knownKeys.completingDetails,
    parties: [
      ["involvements", "involved"],
      ["beneficiaries", "beneficiary"],
    ],
  },
} as const;

/** Records one action: the leg with its amount, its account and holders, who took part, and the chain addresses that it names. */
export function addLeg(node: JsonNode, side: "from" | "to", context: LegContext): Leg {
  const { record, definitions, paymentId } = context;
  const { check } = record;
  checkKeys(node, sides[side].action, check);
  const details = memberOf(node, "details");
  checkKeys(details, sides[side].details, check);
  const amount = amountAt(details, "amount", check);
  const virtual = textAt(details, "virtualCurrencyTypeCode", check) ?? textAt(details, "virtualCurrencyTypeOther", check);
  const currency = virtual === null ? currencyAt(details, check) : null;
  const account = addAccount(memberOf(details, "account"), context);
  record.addPart({ path: node.path, role: side, paymentId, account, amount, currency: virtual ?? currency });
  for (const [key, role] of sides[side].parties)
    for (const entry of itemsAt(node, key, check)) {
      record.addPart({ path: entry.path, role, paymentId, partyId: partyOf(entry, definitions, check), account });
      for (const other of itemsAt(entry, "onBehalfOfs", check))
        record.addPart({
          path: other.path,
          role: "on-behalf-of",
          paymentId,
          partyId: partyOf(other, definitions, check),
          account,
        });
    }
  addAddresses(details, virtual, context);
  return { node, account, amount, currency, isVirtual: virtual !== null };
}

/** The schema: up to 17 digits, and 2 to 10 behind a point. One decimal is read too. */
function amountAt(details: JsonNode | undefined, key: string, check: RecordCheck): string | null {
  const text = textAt(details, key, check);
  const member = memberOf(details, key);
  if (text === null || member === undefined || /^[0-9]{1,17}(\.[0-9]{1,10})?$/.test(text)) return text;
  const expected = "plain digits with a point before the decimals, such as 15000.00";
  addError(check, member, { code: "AMOUNT_NOT_DECIMAL", found: showFound(text), expected });
  return null;
}

function currencyAt(details: JsonNode | undefined, check: RecordCheck): string | null {
  const code = textAt(details, "currencyCode", check)?.toUpperCase() ?? null;
  const member = memberOf(details, "currencyCode");
  if (code === null || member === undefined || currencyScales.has(code)) return code;
  addError(check, member, {
    code: "ASSET_UNKNOWN_FORM",
    found: showFound(code),
    expected: "a currency code of ISO 4217, such as CAD",
  });
  return null;
}

/** Institution, branch and number tell a Canadian account. Without an institution a number could be anybody's. */
function addAccount(node: JsonNode | undefined, { record, definitions, paymentId }: LegContext): AccountId | null {
  if (node === undefined) return null;
  const { check } = record;
  checkKeys(node, knownKeys.account, check);
  const stated = textAt(node, "number", check);
  const number = stated === null || isUnstatedNumber(stated) ? null : stated;
  const institution = institutionOf(node, check);
  const account = number === null ? null : identify(number, institution);
  const currency = textAt(node, "currencyCode", check) ?? textAt(node, "virtualCurrencyTypeCode", check);
  if (account !== null) record.addAccount({ path: node.path, account, institution: institution ?? "", currency });
  else if (number !== null)
    addWarning(check, node, {
      code: "FIELD_MISSING",
      found: "an account without financialInstitutionNumber",
      expected: "the institution that keeps it; the account is kept as a field only",
    });
  for (const holder of itemsAt(node, "holders", check))
    record.addPart({ path: holder.path, role: "holder", paymentId, partyId: partyOf(holder, definitions, check), account });
  return account;
}

function institutionOf(node: JsonNode, check: RecordCheck): string | null {
  const institution = textAt(node, "financialInstitutionNumber", check);
  const branch = textAt(node, "branchNumber", check);
  if (institution === null) return null;
  return ["CA", institution, ...(branch === null ? [] : [branch])].join("-");
}

function identify(number: string, institution: string | null): AccountId | null {
  const iban = parseAccount(`iban:${number}`);
  if (iban.ok) return iban.value;
  const account = institution === null ? undefined : bankAccount(institution, number);
  return account?.ok === true ? account.value : null;
}

const addressLists = [
  ["sendingVirtualCurrencyAddresses", "sending-address"],
  ["receivingVirtualCurrencyAddresses", "receiving-address"],
] as const;

/** Chain addresses play a part; what moved on the chain is for the chain to tell, so they are no sides of a transfer here. */
function addAddresses(details: JsonNode | undefined, currency: string | null, { record, paymentId }: LegContext): void {
  const { check } = record;
  for (const [key, role] of addressLists)
    for (const node of itemsAt(details, key, check)) {
      const text = node.kind === "string" ? node.text.trim() : "";
      const [mention, ...more] = findMentions(text);
      if (mention === undefined || more.length > 0 || mention.text !== text) continue;
      if (mention.kind === "address-damaged") {
        addWarning(check, node, {
          code: "ACCOUNT_CHECKSUM",
          found: showFound(text),
          expected: `an address whose check sum is right; this is nearly ${mention.nearly}`,
        });
        continue;
      }
      const account = mention.accounts.length === 1 ? mention.accounts[0] : etherAccount(mention.accounts, currency);
      if (account !== undefined) record.addPart({ path: node.path, role, paymentId, account });
    }
}

/** `0x…` is an address of every EVM chain; ether alone says Ethereum. */
function etherAccount(accounts: readonly AccountId[], currency: string | null): AccountId | undefined {
  return currency?.toUpperCase() === "ETH" ? accounts.find((account) => account.startsWith("eip155:1:")) : undefined;
}
