import { expect, test } from "vitest";
import {
  bitcoinAsset,
  bitcoinChain,
  bitcoinKeyAddress,
  bitcoinKeyHashAddress,
  bitcoinNetworks,
  bitcoinScriptHashAddress,
  bitcoinWitnessAddress,
  parseAccount,
  parseAsset,
  parseBitcoinAddress,
} from "./index.ts";

function networkOf(name: string): NonNullable<ReturnType<typeof bitcoinNetworks.get>> {
  const network = [...bitcoinNetworks.values()].find((candidate) => candidate.name.endsWith(name));
  if (network === undefined) throw new Error(`no network ${name}`);
  return network;
}

const keyHash = Uint8Array.from(Buffer.from("751e76e8199196d454941c45d1b3a323f1433bd6", "hex"));

// The published examples of BIP 173 and BIP 350, for the main network and those for tests.
test.each([
  ["mainnet", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"],
  ["testnet3", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"],
  ["signet", "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"],
  ["regtest", "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"],
])("a witness program of %s is %s", (name, address) => {
  expect(bitcoinWitnessAddress(networkOf(name), 0, keyHash)).toBe(address);
  expect(parseBitcoinAddress(networkOf(name), address)).toEqual({ ok: true, value: address });
});

test("the genesis block's key has the address that everybody knows", () => {
  const key = Buffer.from(
    "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f",
    "hex",
  );
  expect(bitcoinKeyAddress(networkOf("mainnet"), key)).toBe("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");
});

test("what is written for a network is read as an account of that network alone", () => {
  for (const network of bitcoinNetworks.values()) {
    const addresses = [
      bitcoinKeyHashAddress(network, keyHash),
      bitcoinScriptHashAddress(network, keyHash),
      bitcoinWitnessAddress(network, 0, keyHash),
      bitcoinWitnessAddress(network, 1, new Uint8Array(32).fill(7)),
      bitcoinWitnessAddress(network, 1, Uint8Array.of(0x4e, 0x73)),
    ];
    for (const address of addresses) {
      expect(parseAccount(`${network.chain}:${address}`)).toEqual({ ok: true, value: `${network.chain}:${address}` });
      if (network.chain !== bitcoinChain) expect(parseAccount(`${bitcoinChain}:${address}`).ok).toBe(false);
    }
    expect(parseAsset(bitcoinAsset(network))).toEqual({ ok: true, value: bitcoinAsset(network) });
  }
});

test("pay to anchor has its known address", () => {
  expect(bitcoinWitnessAddress(networkOf("mainnet"), 1, Uint8Array.of(0x4e, 0x73))).toBe("bc1pfeessrawgf");
});

test("another genesis block is no network", () => {
  expect(parseAccount("bip122:00000000000000000000000000000000:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa").ok).toBe(false);
});
