import {
  bitcoinNetworks,
  bitcoinScriptHashAddress,
  bitcoinWitnessAddress,
  checksumEvmAddress,
  tronAddressFromHex,
} from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMentions, type Mention } from "./find-mentions.ts";

const evm = "0x52908400098527886E0F7030069857D2E4169EE7";
const mixedEvm = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const tron = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t";
const hash = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b";
const iban = "GB82 WEST 1234 5698 7654 32";

const one = (text: string, country?: string): Mention | undefined => {
  const found = findMentions(text, country === undefined ? {} : { country });
  return found.length === 1 ? found[0] : undefined;
};
const brief = (text: string): readonly (readonly [string, string])[] =>
  findMentions(text).map(({ kind, value }) => [kind, value]);

describe("chain addresses", () => {
  test("of EVM chains are checked where their case is mixed, and say so where it is not", () => {
    expect(one(`sent to ${mixedEvm}.`)).toMatchObject({
      kind: "evm-address",
      value: mixedEvm.toLowerCase(),
      isChecked: true,
      offset: 8,
      length: 42,
    });
    expect(one(`sent to ${evm}`)).toMatchObject({ isChecked: false, notes: ["no-checksum"] });
    expect(one(mixedEvm)?.accounts).toContain(`eip155:1:${mixedEvm.toLowerCase()}`);
    expect(one(mixedEvm.slice(2))).toMatchObject({ kind: "evm-address", isChecked: true });
    expect(brief(evm.slice(2))).toEqual([]);
  });

  test("of TRON are read in base58 and in hex", () => {
    expect(one(`USDT(TRC20):${tron},`)).toMatchObject({ value: tron, isChecked: true, accounts: [`tron:0x2b6653dc:${tron}`] });
    expect(one("41a614f803b6fd780986a42c78ec9c7f77e6ded13c")).toMatchObject({
      kind: "tron-address",
      value: tron,
      isChecked: false,
    });
  });

  test.each([
    ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", 1, []],
    ["3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", 1, []],
    ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 1, []],
    ["BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", 1, []],
    ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", 1, []],
    ["tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", 3, ["test-network"]],
    ["mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", 4, ["test-network"]],
  ])("of Bitcoin: %s", (address, accountCount, notes) => {
    const found = one(`to ${address}`);
    expect(found).toMatchObject({ kind: "bitcoin-address", isChecked: true, notes });
    expect(found?.accounts).toHaveLength(accountCount);
  });

  test("with one letter off are damaged, and no accounts", () => {
    for (const [text, nearly] of [
      [tron.replace("q8Z", "q9Z"), "tron-address"],
      [tron.slice(0, -1), "tron-address"],
      [tron.replace("R7", "Rl"), "tron-address"],
      [mixedEvm.replace("aAeb", "aaeb"), "evm-address"],
      [mixedEvm.slice(0, -1), "evm-address"],
      ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bitcoin-address"],
      ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bitcoin-address"],
      ["GB83WEST12345698765432", "iban"],
    ] as const)
      expect(one(`wallet ${text} was used`), text).toMatchObject({
        kind: "address-damaged",
        nearly,
        accounts: [],
        isChecked: false,
      });
  });
});

describe("disguises", () => {
  test.each([
    ["a line break", `${tron.slice(0, 20)}\n  ${tron.slice(20)}`, ["broken-by-space"]],
    ["groups of four", tron.replace(/.{4}/g, "$& "), ["broken-by-space"]],
    ["hidden characters", `${tron.slice(0, 9)}\u200b${tron.slice(9, 20)}\ufeff${tron.slice(20)}`, ["hidden-characters"]],
    [
      "full-width characters",
      tron.replace(/[A-Z]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) + 0xfee0)),
      ["other-width-or-digits"],
    ],
    ["Cyrillic letters", tron.replace("T", "\u0422").replace("o", "\u043e"), ["look-alike-letters"]],
  ])("%s do not hide a TRON address", (_, text, notes) => {
    expect(one(`ผู้รับเงิน${text}ปลายทาง`)).toMatchObject({ kind: "tron-address", value: tron, isChecked: true, text, notes });
  });

  test("a break in an address without a check sum proves nothing", () => {
    const lower = evm.toLowerCase();
    expect(one(`${lower.slice(0, 20)} ${lower.slice(20)}`)).toMatchObject({ kind: "address-damaged", nearly: "evm-address" });
    expect(one(`${mixedEvm.slice(0, 20)} ${mixedEvm.slice(20)}`)).toMatchObject({ kind: "evm-address", isChecked: true });
  });

  test("look-alike letters prove nothing without a check sum", () => {
    expect(brief(`0x529084000985\u043278886E0F7030069857D2E4169EE7`)).toEqual([]);
    expect(brief("перевод на счёт № 12 от 3 марта")).toEqual([]);
  });
});

describe("other mentions", () => {
  test("hashes are told, and that they can be any", () => {
    expect(one(`txid ${hash.toUpperCase()}`)).toMatchObject({ kind: "hash", value: hash, notes: ["any-hash"] });
    expect(one(`txid: 0x${hash}`)).toMatchObject({ kind: "hash", value: hash });
  });

  test("a link ends where the hash in it begins", () => {
    const text = `see https://tronscan.org/#/transaction/${hash}?x=1 now`;
    expect(findMentions(text).map(({ kind, text: own }) => [kind, own])).toEqual([
      ["url", "https://tronscan.org/#/transaction/"],
      ["hash", hash],
    ]);
    expect(findMentions(text)[0]?.value).toBe(`https://tronscan.org/#/transaction/${hash}?x=1`);
  });

  test("IBANs are read in groups and in one", () => {
    expect(one(`from ${iban} today`)).toMatchObject({
      value: "GB82WEST12345698765432",
      accounts: ["iban:GB82WEST12345698765432"],
      text: iban,
    });
    expect(one("from GB82WEST 1234 5698765432.")).toMatchObject({ kind: "iban", value: "GB82WEST12345698765432" });
    expect(brief("from GB83WEST 1234 5698765432.")).toEqual([]);
    expect(one("de89370400440532013000")).toMatchObject({ kind: "iban", value: "DE89370400440532013000" });
  });

  test.each([
    ["account no. 012-3-45678-9", "0123456789"],
    ["A/C: 0012 3456 7890 to", "001234567890"],
    ["accounts 112233445", "112233445"],
    ["โอนเข้าบัญชีเลขที่ 123-4-56789-0", "1234567890"],
    ["โอนเข้าบัญชี ๑๒๓๔๕๖๗๘๙๐", "1234567890"],
    ["số tài khoản: 19036712345678", "19036712345678"],
    ["sô tài khoản 19036712345678".normalize("NFD"), "19036712345678"],
    ["STK 19036712345678", "19036712345678"],
    ["账号：6222021234567890123", "6222021234567890123"],
    ["លេខគណនី ០០១២៣៤៥៦៧", "001234567"],
    ["account number is KH1234567", "KH1234567"],
  ])("account numbers stand behind a word for it: %s", (text, value) => {
    expect(one(text)).toMatchObject({ kind: "account-number", value, accounts: [], isChecked: false });
  });

  test.each([
    "paid 1234567890 in cash",
    "account opened 2023",
    "accountant 1234567",
    "On account of 12.04.2024 the",
    "reference 0123456789",
  ])("numbers elsewhere are none: %s", (text) => {
    expect(brief(text)).toEqual([]);
  });

  test("phones are read with +, and in national form for a stated country", () => {
    expect(one("call +66 81-234-5678 now")).toMatchObject({ kind: "phone", value: "+66812345678", text: "+66 81-234-5678" });
    expect(brief("call 081 234 5678")).toEqual([]);
    expect(one("call 081 234 5678", "TH")).toMatchObject({ value: "+66812345678", notes: ["country-assumed"] });
    expect(one("tel: 9123 4567", "SG")).toMatchObject({ value: "+6591234567" });
    expect(one("invoice 9123 4567", "SG")).toBeUndefined();
  });

  test("e-mail addresses and links, defanged too", () => {
    expect(brief("write to <An.Na+x@Example.co.th>, or a@b")).toEqual([["email", "An.Na+x@example.co.th"]]);
    expect(one("agent[at]scam-site[.]com")).toMatchObject({
      kind: "email",
      value: "agent@scam-site.com",
      notes: ["defanged"],
      length: 24,
    });
    expect(one("at hxxps://scam-site[.]com/login.")).toMatchObject({ kind: "url", value: "https://scam-site.com/login" });
    expect(one("join t.me/scam_jobs!")).toMatchObject({ kind: "url", value: "t.me/scam_jobs" });
  });

  test("stand in order and do not overlap", () => {
    const text = `Acct 1234567890 sent to ${tron}, then ${mixedEvm} (tx 0x${hash}), call +66812345678 or x@y.com; ${iban}`;
    expect(findMentions(text).map(({ kind }) => kind)).toEqual([
      "account-number",
      "tron-address",
      "evm-address",
      "hash",
      "phone",
      "email",
      "iban",
    ]);
  });
});

const bytes20 = fc.uint8Array({ minLength: 20, maxLength: 20 });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const mainnet = [...bitcoinNetworks.values()][0];
const addresses = bytes20.chain((bytes) =>
  fc.constantFrom(
    checksumEvmAddress(`0x${hex(bytes)}`),
    tronAddressFromHex(hex(bytes)),
    ...(mainnet === undefined ? [] : [bitcoinWitnessAddress(mainnet, 0, bytes), bitcoinScriptHashAddress(mainnet, bytes)]),
  ),
);
const words = fc
  .array(fc.constantFrom("paid", "ใจดี", "to", "账", "\n", ",", "x", "🙂", "Đ", "no"), { maxLength: 6 })
  .map((all) => all.join(" "));

describe("laws", () => {
  test("every address is found where it stands, whatever stands around it", () => {
    fc.assert(
      fc.property(words, addresses, words, (before, address, after) => {
        const [found] = findMentions(`${before} ${address} ${after}`);
        expect(found).toMatchObject({ text: address, offset: before.length + 1, length: address.length });
      }),
    );
  });

  test("a changed letter never gives an account", () => {
    fc.assert(
      fc.property(addresses, fc.nat(), fc.constantFrom(..."23456789abcdefABCDEF"), (address, at, letter) => {
        const place = 4 + (at % (address.length - 4));
        const changed = address.slice(0, place) + letter + address.slice(place + 1);
        fc.pre(
          changed.toLowerCase() !== address.toLowerCase() && /[A-Z]/.test(changed.slice(2)) === /[A-Z]/.test(address.slice(2)),
        );
        for (const mention of findMentions(changed)) expect(mention.accounts.length === 0 || !mention.isChecked).toBe(true);
      }),
    );
  });

  test("any text: spans are right, in order, apart", () => {
    const units = fc.constantFrom(
      ..."0x1T3bc@:/.[]( )+-aA9฿๙บัญชี\u200b\u0422Ａ\n",
      mixedEvm,
      tron,
      iban,
      "account ",
      "🙂",
      "hxxp://",
      "[.]",
    );
    fc.assert(
      fc.property(
        fc.array(units, { maxLength: 60 }).map((all) => all.join("")),
        (text) => {
          let end = 0;
          for (const { offset, length, text: own } of findMentions(text, { country: "TH" })) {
            expect(offset).toBeGreaterThanOrEqual(end);
            expect(length).toBeGreaterThan(0);
            expect(text.slice(offset, offset + length)).toBe(own);
            end = offset + length;
          }
        },
      ),
    );
  });
});

const million = (piece: string): string => piece.repeat(Math.ceil(1_000_000 / piece.length)).slice(0, 1_000_000);

test.each([
  "a",
  "1",
  "0x",
  "@",
  "a@",
  "a@a.",
  "a.",
  "+1 ",
  "+66812345678 ",
  "081234567 ",
  "://",
  "http://",
  "www.",
  "[.]",
  "[",
  "1a1 ",
  "1aA2 ",
  "T9yD1 ",
  "T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc ",
  "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb ",
  "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaed ",
  "0x5aAeb 6053F3E94C9b9A09f33669435E7Ef1Beaed ",
  "bc1 ",
  "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 ",
  "GB82 ",
  "GB82 WEST 1234 5698 7654 33 ",
  "account ",
  "account no. ",
  "account 1 2 3 4 ",
  "tel 1-",
  "\u200b1",
  "\u0422a1 ",
  "\u0422R7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u ",
  "๑",
  "(0",
  "1 ",
  "-.1",
  "0",
  "1aaaaaaaaaaaa",
  "1  ",
  "acc:12345 ",
  "accno no no ",
  "tel:01234 ",
  "bc1q 1q ",
  "T1aB T1aB\u200b",
  "a.a@a-.",
  "[at].",
  "ftp://[.]",
  "บัญชี1",
  "+(1",
])("a million characters of %j take less than a second of work", (piece) => {
  const text = million(piece);
  const before = process.cpuUsage();
  findMentions(text, { country: "TH" });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(1);
});

test("says that candidates were left untried", () => {
  let isUntried = false;
  findMentions(million("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwc "), {
    onUntried: () => {
      isUntried = true;
    },
  });
  expect(isUntried).toBe(true);
});
