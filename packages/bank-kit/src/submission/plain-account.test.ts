import { type AccountId, bankAccount, digestText, parseAsset, parseInstant, toAtoms, unwrap } from "@tributary/domain";
import type { Involvement } from "@tributary/pipeline-kit";
import { expect, test } from "vitest";
import { withPlainAccounts } from "./plain-account.ts";

const digest = digestText("x");
const asset = unwrap(parseAsset("iso4217:THB"));
const time = unwrap(parseInstant("2025-03-10T00:00:00Z"));
const atoms = unwrap(toAtoms(5n));

function accountOf(account: AccountId): AccountId | null | undefined {
  const part: Involvement = {
    id: digest,
    versionId: digest,
    paymentId: null,
    partyId: null,
    account,
    transferId: null,
    role: "from",
    amount: null,
    currency: null,
    path: "/report",
  };
  const record = { fileSha256: digest, locator: "1", rawSha256: digest };
  const item = withPlainAccounts({ record, rows: { involvements: [part] } });
  return "rows" in item ? item.rows.involvements?.[0]?.account : undefined;
}

test.each([
  "0440011223",
  "PLATFORM/42",
  "001-2-33445-6",
  "a",
  "GH12BANK0001",
  "044 001-1223",
  "abcdef0123456789abcdef0123456789",
])("%s is a number", (number) => {
  const account = unwrap(bankAccount("ONE", number));
  expect(accountOf(account)).toBe(account);
});

test.each([
  "Somchai Jaidee",
  "Somchai Jaidee 7",
  "jaidee7@mail.example",
  "somchai.jaidee88",
  "SomchaiJaidee1985",
  "สมชาย",
  "Somchai",
  "somchai.jaidee",
])("%s is not told", (number) => {
  const account = unwrap(bankAccount("ONE", number));
  expect(accountOf(account)).toMatch(/^bank:ONE:named-[0-9a-f]{16}$/);
  expect(accountOf(account)).toBe(accountOf(account));
  expect(accountOf(unwrap(bankAccount("TWO", number)))).not.toBe(accountOf(account));
});

test("a balance is of the account that the transfers name", () => {
  const account = unwrap(bankAccount("ONE", "Somchai Jaidee"));
  const record = { fileSha256: digest, locator: "1", rawSha256: digest };
  const balance = { id: digest, versionId: digest, account, asset, time, atoms, path: "/Bal[1]" };
  const item = withPlainAccounts({ record, rows: { reportBalances: [balance] } });
  const [row] = "rows" in item ? (item.rows.reportBalances ?? []) : [];
  expect(row?.account).toBe(accountOf(account));
});

test.each(["iban:GB33BUKB20201555555555", "eip155:1:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"])(
  "%s is left as it is",
  (account) => {
    expect(accountOf(account as AccountId)).toBe(account);
  },
);
