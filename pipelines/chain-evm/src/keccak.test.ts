import { keccak256 } from "ethers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keccakOfHex } from "./keccak.ts";

test("of nothing is what is printed everywhere", () => {
  expect(keccakOfHex("0x")).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
});

test("is the library's, at every length about the edges of a block", () => {
  for (let length = 0; length <= 3 * 136 + 1; length += 1) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7 + length) & 0xff);
    expect(keccakOfHex(`0x${Buffer.from(bytes).toString("hex")}`)).toBe(keccak256(bytes));
  }
});

test("is the library's, for any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      expect(keccakOfHex(`0x${Buffer.from(bytes).toString("hex")}`)).toBe(keccak256(bytes));
    }),
  );
});
