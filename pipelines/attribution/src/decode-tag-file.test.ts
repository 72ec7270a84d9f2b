import { digestText } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { decodeTagFile, type TagDecoding } from "./decode-tag-file.ts";

function decode(text: string): TagDecoding {
  const result = decodeTagFile({ text, file: "pack.yaml", sha256: digestText(text) });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.decoding;
}

function tagsOf(text: string) {
  return decode(text).items.flatMap((item) => ("rows" in item ? (item.rows.tags ?? []) : []));
}

function findingsOf(text: string) {
  return decode(text).items.flatMap((item) => ("findings" in item ? item.findings : []));
}

const header = `title: Reserve wallets
creator: An analyst
confidence: service_data
category: exchange
currency: ETH
source: https://exchange.example/reserves
label: Example Exchange
lastmod: 2024-05-01
tags:
`;
const address = "0x1111111111111111111111111111111111111111";

describe("decodeTagFile", () => {
  test("lets a tag inherit the header and overrule it", () => {
    const [first, second] = tagsOf(`${header}- address: '${address}'
- address: '0x2222222222222222222222222222222222222222'
  label: Cold wallet
  confidence: ownership
  actor: example
`);
    expect(first).toMatchObject({
      account: `eip155:1:${address}`,
      label: "Example Exchange",
      category: "exchange",
      confidence: 50,
      validFrom: null,
      validTo: null,
      origin: "https://exchange.example/reserves (Reserve wallets, An analyst, as of 2024-05-01)",
    });
    expect(second).toMatchObject({ label: "Cold wallet", confidence: 100, actor: "example" });
  });

  test("reads Bitcoin and TRON accounts with their checksums", () => {
    const tags = tagsOf(`${header}- address: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT
  currency: BTC
- address: TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t
  currency: USDT
  network: TRX
`);
    expect(tags.map((tag) => tag.account)).toEqual([
      "bip122:000000000019d6689c085ae165831e93:1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
      "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    ]);
  });

  test("takes a chain's own name for the network", () => {
    expect(tagsOf(`${header}- { address: '${address}', network: 'eip155:324' }\n`)).toMatchObject([
      { account: `eip155:324:${address}` },
    ]);
    expect(findingsOf(`${header}- { address: '${address}', network: 'cosmos:hub' }\n`)).toMatchObject([
      { found: "network cosmos:hub" },
    ]);
  });

  test("refuses a chain that is not traced and a token of several chains, and counts them", () => {
    const text = `${header}- address: LhbGVfuLPxMMFZrkDkSPC16Yu2RQ7S9Bc7
  currency: LTC
- address: '${address}'
  currency: USDT
`;
    expect(findingsOf(text)).toMatchObject([
      { code: "VALUE_UNREADABLE", found: "currency LTC", where: { line: 11, path: "tags[0].currency" } },
      { code: "VALUE_UNREADABLE", found: "currency USDT, a token of several chains", where: { line: 13 } },
    ]);
    expect(decode(text).counts.refusedNetworks).toEqual({ LTC: 1n, USDT: 1n });
  });

  test("tells all that is wrong with a tag at once and loads the others", () => {
    const text = `creator: An analyst
tags:
- currency: ETH
  confidence: certain
- address: '${address}'
  currency: ETH
  label: A
  source: https://a.example
`;
    expect(findingsOf(text).map(({ code, where }) => [code, where.path, where.line])).toEqual([
      ["FIELD_MISSING", "tags[0].address", 3],
      ["FIELD_MISSING", "tags[0].label", 3],
      ["FIELD_MISSING", "tags[0].source", 3],
      ["VALUE_UNREADABLE", "tags[0].confidence", 4],
    ]);
    expect(tagsOf(text)).toMatchObject([{ label: "A", confidence: 0 }]);
  });

  test("keeps a word that is no stop and counts it", () => {
    const text = `${header}- address: '${address}'
  category: user
  abuse: ransomware
`;
    expect(tagsOf(text)).toMatchObject([{ sourceCategory: "user; abuse:ransomware", category: null }]);
    expect(decode(text).counts.wordsWithoutStop).toEqual({ user: 1n });
    expect(decode(text).warnings).toMatchObject([{ code: "WORD_WITHOUT_STOP", found: "user in 1 tags" }]);
  });

  test("warns of a key that nothing reads, with its line", () => {
    const text = `${header}- address: '${address}'
  colour: red
`;
    expect(decode(text).warnings).toMatchObject([{ code: "FIELD_UNKNOWN", where: { line: 11, path: "tags[0].colour" } }]);
    expect(tagsOf(text)).toHaveLength(1);
  });

  test("gives the same claim the same id wherever it stands", () => {
    const tag = `- address: '${address}'\n`;
    const [twice, again] = [tagsOf(`${header}${tag}${tag}`), tagsOf(`# a comment\n${header}${tag}`)];
    expect(new Set([...twice, ...again].map(({ id }) => id)).size).toBe(1);
  });

  test("reads actors", () => {
    const text = "title: Actors\nactors:\n- id: '01'\n  label: 01 Exchange\n  uri: 01.example\n  categories:\n  - defi_dex\n";
    expect(decode(text).items).toMatchObject([
      { rows: { actors: [{ id: "01", label: "01 Exchange", origin: "01.example", categories: ["defi_dex"] }] } },
    ]);
  });

  test("refuses a file that is neither", () => {
    expect(decodeTagFile({ text: "a: 1", file: "pack.yaml", sha256: digestText("") })).toMatchObject({
      ok: false,
      findings: [{ code: "FIELD_MISSING", where: { file: "pack.yaml", line: 1 } }],
    });
  });
});
