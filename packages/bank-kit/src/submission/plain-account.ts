import type { AccountId } from "@tributary/domain";
import { digestFields, type IngestItem, type LedgerRows } from "@tributary/pipeline-kit";

/**
 * An item none of whose accounts is called by a person's name. Accounts stand plain in the ledger, for money is followed along them; what stands
 * where a number should and is none (words, with or without spaces) becomes a digest, the same wherever the institution uses the same words.
 */
export function withPlainAccounts(item: IngestItem): IngestItem {
  if (!("rows" in item)) return item;
  const { rows } = item;
  if (!accountsOf(rows).some((account) => account !== null && plainAccount(account) !== account)) return item;
  return { ...item, rows: { ...rows, ...plainRows(rows) } };
}

function accountsOf(rows: LedgerRows): readonly (AccountId | null)[] {
  return [
    ...(rows.transfers ?? []).flatMap(({ from, to }) => [from, to]),
    ...(rows.accounts ?? []).map(({ account }) => account),
    ...(rows.involvements ?? []).map(({ account }) => account),
    ...(rows.reportBalances ?? []).map(({ account }) => account),
  ];
}

function plainRows({ transfers, accounts, involvements, reportBalances }: LedgerRows): LedgerRows {
  const renamed = <Row extends { readonly account: AccountId | null }>(row: Row): Row => ({
    ...row,
    account: row.account === null ? null : plainAccount(row.account),
  });
  return {
    ...(transfers === undefined
      ? {}
      : { transfers: transfers.map((row) => ({ ...row, from: plainAccount(row.from), to: plainAccount(row.to) })) }),
    ...(accounts === undefined ? {} : { accounts: accounts.map(renamed) }),
    ...(involvements === undefined ? {} : { involvements: involvements.map(renamed) }),
    ...(reportBalances === undefined ? {} : { reportBalances: reportBalances.map(renamed) }),
  };
}

function plainAccount<Text extends string>(account: Text): Text {
  const [, institution, number] = /^bank:([^:]+):([^:]+)$/.exec(account) ?? [];
  if (institution === undefined || number === undefined || isNumber(number)) return account;
  const digest = digestFields("tributary/named-account/1", [institution, number]).slice(0, 16);
  return `bank:${institution}:named-${digest}` as Text;
}

/**
 * Digits, with spaces or with letters and signs between them; or letters too few to be a name. Spaces are written with a percent sign. An e-mail address, two
 * words or a long one are a name, whatever digits stand with them.
 */
function isNumber(text: string): boolean {
  if (/^(?:[0-9./-]|%20)+$/.test(text) || isDigest(text)) return true;
  if (!/^[!-$&-~]+$/.test(text) || text.includes("@")) return false;
  const words = text.match(/[A-Za-z]{3,}/g) ?? [];
  if (words.length > 1 || words.some(({ length }) => length > 8)) return false;
  return /[0-9]/.test(text) || text.length < 4;
}

/** Readers put one where a payment names no account. */
function isDigest(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
