import type { AccountId } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";

/** Does this name, in a request or a tag, mean the account? An address means its outpoints too (spec, section 1). */
export function isMeant({ outpoints }: TraceLedger, name: AccountId, account: AccountId): boolean {
  return name === account || outpoints.some((row) => row.outpoint === account && row.address === name);
}

/** The outpoints of an address; none where the account is none. */
export function outpointsUnder({ outpoints }: TraceLedger, address: AccountId): AccountId[] {
  return outpoints.filter((row) => row.address === address).map((row) => row.outpoint);
}

/** The account's columns in a row of the result. */
export function columnsOf({ outpoints }: TraceLedger, account: AccountId): { account: string; address?: string } {
  const row = outpoints.find((candidate) => candidate.outpoint === account);
  return row === undefined ? { account } : { account, address: row.address };
}
