import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { digestText } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { decodeTagFile } from "./decode-tag-file.ts";

const data = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "attribution/graphsense-tagpacks");
const isAbsent = !existsSync(data);

/** Pack, tags loaded, tags that stop, tags refused. */
const packs: readonly (readonly [string, number, number, number])[] = [
  ["africrypt-hack.yaml", 1, 0, 0],
  ["aft-alqaeda-forfeit_vc.yaml", 155, 0, 0],
  ["binance.yaml", 2, 2, 0],
  ["binance_hack.yaml", 44, 0, 0],
  ["blender_io.yaml", 45, 45, 0],
  ["electrum_phishing.yaml", 3, 0, 3],
  ["etherhiding.yaml", 2, 0, 0],
  ["etherscamdb_tagpack.yaml", 3097, 0, 20],
  ["etherscan-wordcloud-exchange.yaml", 646, 646, 0],
  ["etherscan-wordcloud-gambling.yaml", 145, 145, 0],
  ["etherscan-wordcloud-mixing_service.yaml", 61, 61, 0],
  ["exchange-wallets-binance.yaml", 61, 61, 25],
  ["exchange-wallets-bitfinexcom.yaml", 14, 14, 121],
  ["exchange-wallets-bybit.yaml", 8, 8, 0],
  ["exchange-wallets-cryptocom.yaml", 10, 10, 0],
  ["exchange-wallets-deribit.yaml", 16, 16, 2],
  ["exchange-wallets-huobi.yaml", 40, 40, 18],
  ["exchange-wallets-kucoin.yaml", 24, 24, 35],
  ["exchange-wallets-okx.yaml", 36, 36, 0],
  ["exchange-wallets-swissborg.yaml", 14, 14, 0],
  ["forsage.yaml", 8, 0, 0],
  ["hacks.yaml", 608, 420, 0],
  ["hydra.yaml", 117, 117, 0],
  ["interpol-real_services.yaml", 10, 10, 0],
  ["lazarus.yaml", 21, 0, 0],
  ["lazarus2.yaml", 6, 0, 0],
  ["lockbit_tattoos.yaml", 18, 0, 0],
  ["mixing_fc2021.yaml", 66, 66, 0],
  ["ofac.yaml", 534, 0, 38],
  ["plustoken.yaml", 10, 0, 2],
  ["ponzi_scheme.yaml", 52, 0, 0],
  ["ransomware.yaml", 7178, 0, 0],
  ["ransomwhere.yaml", 7457, 0, 0],
  ["ronin_bridge.yaml", 6, 0, 0],
  ["sinbad_io.yaml", 2, 2, 0],
  ["tornado_cash.yaml", 38, 38, 1],
  ["twitter_hack_scam.yaml", 3, 0, 0],
  ["usdt_blacklist.yaml", 774, 0, 0],
  ["walletexplorer.yaml", 386, 233, 0],
  ["wasabi_collector.yaml", 2, 2, 0],
];

const reasons = {
  "currency of another chain": 198,
  "currency of several chains": 61,
  "address without a right checksum": 2,
  "address of another form": 4,
};

describe.skipIf(isAbsent)(`published TagPacks${isAbsent ? ` (skipped: ${data} is absent)` : ""}`, () => {
  test.each(packs)("%s: %i tags load, %i stop, %i are refused", (name, ...expected) => {
    const decoding = decode(join("packs", name));
    const { counts, items, warnings } = decoding;
    expect([Number(counts.tags), Number(counts.stops), items.length - Number(counts.tags)]).toEqual(expected);
    expect(warnings.filter(({ code }) => code !== "WORD_WITHOUT_STOP")).toEqual([]);
  });

  test("every refused tag has a stated reason", () => {
    const counted = new Map<string, number>();
    for (const [name] of packs)
      for (const item of decode(join("packs", name)).items)
        for (const { code, found } of "findings" in item ? item.findings : []) {
          const reason = reasonOf(code, found);
          counted.set(reason, (counted.get(reason) ?? 0) + 1);
        }
    expect(Object.fromEntries(counted)).toEqual(reasons);
  });

  test("the actor pack loads whole", () => {
    const { counts, items, warnings } = decode("graphsense.actorpack.yaml");
    expect([Number(counts.actors), items.length, warnings.length]).toEqual([3813, 3813, 0]);
  });
});

function decode(name: string) {
  const text = readFileSync(join(data, name), "utf8");
  const result = decodeTagFile({ text, file: name, sha256: digestText(text) });
  if (!result.ok) throw new Error(JSON.stringify(result.findings.slice(0, 3)));
  return result.decoding;
}

function reasonOf(code: string, found: string): string {
  if (code === "ACCOUNT_CHECKSUM") return "address without a right checksum";
  if (code === "ACCOUNT_UNKNOWN_FORM") return "address of another form";
  return found.includes(",") ? "currency of several chains" : "currency of another chain";
}
