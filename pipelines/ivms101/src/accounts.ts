import { findMentions, isUnstatedNumber, type JsonNode, type ReportedRecord } from "@tributary/bank-kit";
import { type AccountId, bankAccount, digestFields, parseAccount, showFound } from "@tributary/domain";
import { describe } from "./ivms-keys.ts";
import type { StatedPerson } from "./person.ts";

export interface StatedAccount {
  readonly path: string;
  /** Null where the number does not tell which account it is. */
  readonly account: AccountId | null;
}

/**
 * Reads `accountNumber`: an address of one chain or an IBAN whose check digits are right, else a number at the service. An address that several
 * chains know, and one whose check digits are wrong, is no account: the address is kept as a mention.
 */
export function readAccount(node: JsonNode, record: ReportedRecord, keeper: AccountKeeper): StatedAccount | undefined {
  if (node.kind !== "string" && node.kind !== "number") {
    record.error(node, {
      code: "VALUE_UNREADABLE",
      found: describe(node),
      expected: "an account number as text",
      rule: "ivms101/account",
    });
    return undefined;
  }
  const text = node.text.trim();
  if (text === "") return undefined;
  const account = accountOf(text, { node, record, keeper });
  if (account !== null) record.addAccount({ path: node.path, account, institution: keeper.name });
  return { path: node.path, account };
}

/** The service at which an account is held. */
export interface AccountKeeper {
  /** Stands in the account: its LEI where that is valid, else a digest of its name, else of the submitter's. */
  readonly key: string;
  /** For people. */
  readonly name: string;
}

export function keeperOf(service: StatedPerson | undefined, fallback: string): AccountKeeper {
  const name = service?.name ?? "";
  return { key: service?.lei ?? nameKey(name) ?? fallback, name };
}

/** The same wherever the name has the same letters and digits. A name itself must not stand in an account, which the ledger keeps in plain text. */
function nameKey(name: string): string | null {
  const letters = name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
  return letters === "" ? null : `named-${digestFields("tributary/ivms101-service/1", [letters]).slice(0, 16)}`;
}

interface AccountQuestion {
  readonly node: JsonNode;
  readonly record: ReportedRecord;
  readonly keeper: AccountKeeper;
}

function accountOf(text: string, { node, record, keeper }: AccountQuestion): AccountId | null {
  if (isUnstatedNumber(text)) {
    const expected = "the number of an account; what stands there says that there is none";
    record.warn(node, { code: "FIELD_MISSING", found: showFound(text), expected, rule: "ivms101/account" });
    return null;
  }
  const whole = findMentions(text).find(({ offset, length }) => offset === 0 && length === text.length);
  const [first, ...others] = whole?.accounts ?? [];
  if (first !== undefined && others.length === 0) return first;
  if (first !== undefined) {
    const expected = "the chain beside the address; the address is kept as one that each of these chains knows";
    record.warn(node, {
      code: "VALUE_UNREADABLE",
      found: `an address that ${others.length + 1} chains know`,
      expected,
      rule: "ivms101/chain",
    });
    return null;
  }
  if (whole?.kind === "address-damaged") {
    const expected = `${whole.nearly ?? "an address"} whose check digits are right; it is kept as a field only`;
    record.warn(node, { code: "ACCOUNT_CHECKSUM", found: showFound(text), expected, rule: "ivms101/account" });
    return null;
  }
  const joined = bankAccount(keeper.key, text);
  const account = joined.ok ? parseAccount(joined.value) : joined;
  if (account.ok) return account.value;
  record.error(node, { ...account.refusal, rule: "ivms101/account" });
  return null;
}
