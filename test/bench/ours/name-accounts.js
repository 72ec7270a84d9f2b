// The names that the bench's accounts have in tables and stores, as `accountNameSql` of write-tables.js has them.
import { createHash } from "node:crypto";

export function nameAccounts(accounts) {
  return Array.from(
    accounts,
    (account) => `eip155:1:0x${createHash("sha256").update(`account ${account}`).digest("hex").slice(0, 40)}`,
  );
}
