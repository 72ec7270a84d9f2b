import { Buffer } from "node:buffer";
import { bitcoinChain, bitcoinNetworks } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { notedData, readOutputScript } from "./output-script.ts";

const mainnet = bitcoinNetworks.get(bitcoinChain);
if (mainnet === undefined) throw new Error("no main network");
const network = mainnet;

const key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
const hash = "751e76e8199196d454941c45d1b3a323f1433bd6";

// Addresses of the generator's key are published in BIP 173 and BIP 350; P2PKH of the same hash in every wallet's tests.
test.each([
  ["p2pkh", `76a914${hash}88ac`, "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"],
  ["p2pk", `21${key}ac`, "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"],
  ["p2sh", `a914${"0".repeat(40)}87`, "31h1vYVSYuKP6AhS86fbRdMw9XHieotbST"],
  ["p2wpkh", `0014${hash}`, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"],
  [
    "p2wsh",
    "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3",
  ],
  ["p2tr", `5120${key.slice(2)}`, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"],
  ["witness-unknown", "6002751e", "bc1sw50qgdz25j"],
  ["witness-unknown", "5210751e76e8199196d454941c45d1b3a323", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"],
  ["p2a", "51024e73", "bc1pfeessrawgf"],
  ["multisig", `5121${key}21${key}52ae`, null],
  ["multisig", `0111${`21${key}`.repeat(17)}0111ae`, null],
  ["nonstandard", "", null],
  ["nonstandard", "51", null],
  ["nonstandard", `0015${"00".repeat(21)}`, null],
  ["nonstandard", `5221${key}51ae`, null],
  ["nonstandard", `21${key.replace(/^02/, "05")}ac`, null],
])("%s: %s", (kind, hex, address) => {
  expect(readOutputScript(network, Buffer.from(hex, "hex"))).toEqual({ kind, address, isUnspendable: false });
});

test("OP_RETURN and what is longer than a script may be can never be spent", () => {
  expect(readOutputScript(network, Buffer.from("6a0474657374", "hex"))).toEqual({
    kind: "null-data",
    address: null,
    isUnspendable: true,
  });
  expect(readOutputScript(network, Buffer.alloc(10_001, 0x51))).toMatchObject({ kind: "nonstandard", isUnspendable: true });
  expect(readOutputScript(network, Buffer.alloc(10_000, 0x51))).toMatchObject({ isUnspendable: false });
});

test.each([
  ["6a0474657374", "74657374"],
  ["6a027465027374", "74657374"],
  ["6a4c0474657374", "74657374"],
  ["6a", ""],
  ["6a5d0474657374", "5d0474657374"],
  ["6a0574", "0574"],
])("the note in %s is %s", (script, data) => {
  expect(notedData(Buffer.from(script, "hex"))).toBe(data);
});

test("any bytes are read to some form", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      const script = Buffer.from(bytes);
      expect(readOutputScript(network, script).kind).toMatch(/./);
      notedData(script);
    }),
  );
});
