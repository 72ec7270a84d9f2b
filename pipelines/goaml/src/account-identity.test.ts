import { startCheck, type XmlElement } from "@tributary/bank-kit";
import { describe, expect, test } from "vitest";
import { identifyAccount } from "./account-identity.ts";
import { findProfile } from "./goaml-profile.ts";

interface Identified {
  readonly account: string | undefined;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

function identify(fields: Readonly<Record<string, string>>, { profile = "goaml-ae", currency = "" } = {}): Identified {
  const children = Object.entries(fields).map(([name, text], index) => leaf(`/a/${name}`, { name, text, line: index + 2 }));
  const element: XmlElement = { name: "to_account", path: "/a", line: 1, column: 1, attributes: [], children, text: "" };
  const check = startCheck("f.xml", "T-1");
  const sideCurrency = currency === "" ? null : currency;
  const account = identifyAccount(element, { profile: findProfile(profile), sideCurrency, check });
  const show = ({ code, where }: (typeof check.errors)[number]) => `${code} ${where.path}:${where.line}`;
  return { account, errors: check.errors.map(show), warnings: check.warnings.map(show) };
}

function leaf(path: string, { name, text, line }: { name: string; text: string; line: number }): XmlElement {
  return { name, path, line, column: 1, attributes: [], children: [], text };
}

const tron = "TBvUBe1cSoWquVT9ojGdYHnHXbdpynfRLr";
const bitcoin = "1BoatSLRHtKNngkdXEeobR76b53LETtpyT";
const segwit = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4";
const evm = "0x52908400098527886e0f7030069857d2e4169ee7";
const bitcoinChain = "bip122:000000000019d6689c085ae165831e93";

describe("an account at a bank", () => {
  test.each([
    ["a BIC", { swift: "EXMPUS33", account: "1" }, "bank:EXMPUS33:1"],
    ["a BIC of the head office", { swift: "exmpus33xxx", account: "1" }, "bank:EXMPUS33:1"],
    ["a BIC of a branch", { swift: "EXMPUS33ABC", account: "1" }, "bank:EXMPUS33ABC:1"],
    ["a national code", { institution_code: "0001", account: "1" }, "bank:AE-0001:1"],
    ["a national code in the field for a BIC", { swift: "7010", account: "1" }, "bank:AE-7010:1"],
    [
      "a name alone",
      { institution_name: " Bank of  Nowhere, Ltd. ", institution_code: "-", account: "1" },
      "bank:bank-of-nowhere-ltd:1",
    ],
    ["a name in another script", { institution_name: "ธนาคาร ทดสอบ", account: "1" }, "bank:ธนาคาร-ทดสอบ:1"],
    ["a number with a space and a colon", { swift: "EXMPUS33", account: "12 3:4" }, "bank:EXMPUS33:12%203%3A4"],
    ["leading zeros", { swift: "EXMPUS33", account: "000123" }, "bank:EXMPUS33:000123"],
    ["a valid IBAN", { swift: "EXMPUS33", account: "1", iban: "gb82 west 1234 5698 7654 32" }, "iban:GB82WEST12345698765432"],
    ["a valid IBAN and no number", { iban: "GB82WEST12345698765432" }, "iban:GB82WEST12345698765432"],
    ["an IBAN for a number", { swift: "EXMPUS33", account: "GB82WEST12345698765432" }, "iban:GB82WEST12345698765432"],
    [
      "what only looks like an IBAN",
      { swift: "EXMPUS33", account: "GB83WEST12345698765432" },
      "bank:EXMPUS33:GB83WEST12345698765432",
    ],
  ])("by %s", (_name, fields, account) => {
    expect(identify(fields)).toEqual({ account, errors: [], warnings: [] });
  });

  test("has codes as they stand where the edition has no code space", () => {
    expect(identify({ institution_code: "0001", account: "1" }, { profile: "goaml-base" }).account).toBe("bank:0001:1");
  });

  test("with an invalid IBAN is the bank's number, with a warning", () => {
    expect(identify({ swift: "EXMPUS33", account: "1", iban: "GB83WEST12345698765432" })).toEqual({
      account: "bank:EXMPUS33:1",
      errors: [],
      warnings: ["ACCOUNT_CHECKSUM /a/iban:4"],
    });
  });

  test("without what tells it apart is an error for each thing missing", () => {
    expect(identify({ institution_name: "-", account: "-" })).toEqual({
      account: undefined,
      errors: ["FIELD_MISSING /a/account:1", "FIELD_MISSING /a/institution_code:1"],
      warnings: [],
    });
  });

  test.each(["0", "N/A", "Unknown"])("is none where its number is %j", (account) => {
    expect(identify({ swift: "EXMPUS33", account })).toEqual({
      account: undefined,
      errors: ["FIELD_MISSING /a/account:3"],
      warnings: [],
    });
  });

  test("with a number longer than any account is an error", () => {
    expect(identify({ swift: "EXMPUS33", account: "1".repeat(600) }).errors).toEqual(["ACCOUNT_UNKNOWN_FORM /a/account:3"]);
  });
});

describe("a wallet", () => {
  const vasp = { institution_code: "V", non_bank_institution: "true" };

  test.each([
    ["a TRON address", { ...vasp, account: tron }, "", `tron:0x2b6653dc:${tron}`],
    [
      "a TRON address by account type",
      { institution_code: "V", account_type: "CRYWT", account: tron },
      "",
      `tron:0x2b6653dc:${tron}`,
    ],
    ["a bech32 address", { ...vasp, account: segwit }, "", `${bitcoinChain}:${segwit.toLowerCase()}`],
    ["a base58 Bitcoin address with its code", { institution_code: "V", account: bitcoin }, "XBT", `${bitcoinChain}:${bitcoin}`],
  ])("with %s is an account of that chain", (...row) => {
    const [, fields, currency, account] = row;
    expect(identify(fields, { currency })).toEqual({ account, errors: [], warnings: [] });
  });

  test.each([
    ["a TRON address at what is not called a wallet", { institution_code: "V", account: tron }, "", `bank:AE-V:${tron}`],
    [
      "a TRON address whose checksum is wrong",
      { ...vasp, account: `${tron.slice(0, -1)}s` },
      "",
      `bank:AE-V:${tron.slice(0, -1)}s`,
    ],
    ["a base58 Bitcoin address without a code", { ...vasp, account: bitcoin }, "", `bank:AE-V:${bitcoin}`],
    ["an EVM address, which many chains share", { ...vasp, account: evm }, "", `bank:AE-V:${evm}`],
    ["a code of another chain", { ...vasp, account: tron }, "XBT", `bank:AE-V:${tron}`],
  ])("with %s stays an account at its institution", (...row) => {
    const [, fields, currency, account] = row;
    expect(identify(fields, { currency })).toEqual({ account, errors: [], warnings: [] });
  });
});
