import { describe, expect, test } from "vitest";
import { bankAccount, checksumEvmAddress, parseAccount, parseAsset, tronAddressFromHex } from "./index.ts";

describe("accounts", () => {
  test.each([
    ["eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "eip155:1:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"],
    ["tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"],
    [
      "bip122:000000000019d6689c085ae165831e93:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
      "bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    ],
    [
      "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
      "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    ],
    ["iban:GB82 WEST 1234 5698 7654 32", "iban:GB82WEST12345698765432"],
    ["iban:GB82\u00a0WEST\u202f1234\n5698\t7654 32", "iban:GB82WEST12345698765432"],
    ["bank:BKKBTHBK:001-2-33445-6", "bank:BKKBTHBK:001-2-33445-6"],
    ["fee:eip155:1", "fee:eip155:1"],
    [
      "mint:eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7",
      "mint:eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7",
    ],
  ])("reads %s", (text, canonical) => {
    expect(parseAccount(text)).toEqual({ ok: true, value: canonical });
  });

  test.each([
    ["eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "ACCOUNT_CHECKSUM"],
    ["tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "ACCOUNT_CHECKSUM"],
    ["bip122:000000000019d6689c085ae165831e93:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "ACCOUNT_CHECKSUM"],
    // BIP 350: a version 1 program under the checksum of BIP 173.
    [
      "bip122:000000000019d6689c085ae165831e93:bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
      "ACCOUNT_CHECKSUM",
    ],
    ["iban:GB82WEST12345698765433", "ACCOUNT_CHECKSUM"],
    ["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "ACCOUNT_UNKNOWN_FORM"],
    ["bank:no account", "ACCOUNT_UNKNOWN_FORM"],
    ["", "ACCOUNT_UNKNOWN_FORM"],
  ])("refuses %s with %s", (text, code) => {
    expect(parseAccount(text)).toMatchObject({ ok: false, refusal: { code } });
  });

  test("a checksum refusal tells the right form", () => {
    expect(parseAccount("eip155:1:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")).toMatchObject({
      refusal: { expected: expect.stringContaining("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed") },
    });
  });

  test("a bank account's spaces and colons are encoded, so that the form reads back", () => {
    const made = bankAccount("Bank: One", " 12 34 ");
    expect(made).toEqual({ ok: true, value: "bank:Bank%3A%20One:12%2034" });
    expect(parseAccount("bank:Bank%3A%20One:12%2034")).toEqual(made);
  });

  test("ERC-55 and TRON forms agree with published examples", () => {
    expect(checksumEvmAddress("0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359")).toBe("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
    expect(tronAddressFromHex("0xa614f803b6fd780986a42c78ec9c7f77e6ded13c")).toBe("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
  });
});

describe("assets", () => {
  test("canonical forms", () => {
    expect(parseAsset("iso4217:thb")).toEqual({ ok: true, value: "iso4217:THB" });
    expect(parseAsset("eip155:1/slip44:60").ok).toBe(true);
    expect(parseAsset("tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t").ok).toBe(true);
  });

  test.each(["iso4217:XXQ", "USD", "eip155:1/erc20:0x12", ""])("refuses %j", (text) => {
    expect(parseAsset(text).ok).toBe(false);
  });
});
