import { hexFromTronAddress } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toHex } from "./hex-bytes.ts";
import { addressOfWord, readTronAddress, zeroAddress } from "./tron-address.ts";

describe("an address", () => {
  test("is the same in every form", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const hex = toHex(bytes);
        const [address] = [hex, `0x${hex}`, `41${hex}`, `0x41${hex}`, `41${hex}`.toUpperCase()].map(read);
        expect([`0x${hex}`, `41${hex}`, `0x41${hex}`, `41${hex}`.toUpperCase()].map(read)).toEqual([
          address,
          address,
          address,
          address,
        ]);
        expect(read(address ?? "")).toBe(address);
        expect(hexFromTronAddress(address ?? "")).toBe(`41${hex}`);
        expect(addressOfWord(hex.padStart(64, "0"))).toBe(address);
        expect(addressOfWord(`41${hex}`.padStart(64, "0"))).toBe(address);
      }),
    );
  });

  test("of Tether's contract", () => {
    expect(read("41a614f803b6fd780986a42c78ec9c7f77e6ded13c")).toBe("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t");
    expect(zeroAddress).toBe("T9yD14Nj9j7xAB4dbGeiX9h8unkKHxuWwb");
  });

  test.each(["", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "42a614f803b6fd780986a42c78ec9c7f77e6ded13c", "0x00"])(
    "%s is none",
    (text) => {
      expect(readTronAddress(text).ok).toBe(false);
    },
  );

  test("stands in a word only after zeros", () => {
    expect(addressOfWord("1".repeat(64))).toBeNull();
  });
});

function read(text: string): string {
  const address = readTronAddress(text);
  if (!address.ok) throw new Error(`${text}: ${address.refusal.expected}`);
  return address.value;
}
