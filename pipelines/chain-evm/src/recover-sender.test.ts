import { computeAddress, SigningKey, Transaction } from "ethers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { recoverSender } from "./recover-sender.ts";

/** What `recoverSender` needs of a transaction that another library signed. */
function encode(signed: Transaction): Parameters<typeof recoverSender>[0] {
  const { r = "", s = "", yParity = 0 } = signed.signature ?? {};
  const minimal = (word: string): string => `0x${word.slice(2).replace(/^(00)+/, "")}`;
  return {
    signed: signed.serialized,
    unsigned: () => signed.unsignedSerialized,
    signature: { r: minimal(r), s: minimal(s), yParity },
  };
}

test("finds who signed, for any key and any transaction", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 255n }), fc.bigInt({ min: 0n, max: 2n ** 64n }), (secret, value) => {
      const key = new SigningKey(`0x${secret.toString(16).padStart(64, "0")}`);
      const made = Transaction.from({ type: 2, chainId: 1n, to: `0x${"12".repeat(20)}`, value, gasLimit: 21_000n });
      made.signature = key.sign(made.unsignedHash);
      expect(recoverSender(encode(made), made.hash ?? "")).toBe(computeAddress(key.publicKey).toLowerCase());
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["zero", "0x", "0x"],
  ["the group's order", "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", "0x01"],
  ["more than a word", `0x01${"00".repeat(32)}`, "0x01"],
])("a signature with r of %s is nobody's", (_, r, s) => {
  const unsigned = (): string => "0x01";
  expect(recoverSender({ signed: "0x01", unsigned, signature: { r, s, yParity: 0 } }, `0x${r}`)).toBeUndefined();
});
