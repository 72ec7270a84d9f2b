import { describe, expect, test } from "vitest";
import { readDecimals, readSymbol } from "./token-metadata.ts";

const word = (value: bigint): string => value.toString(16).padStart(64, "0");
const padded = (hex: string): string => hex.padEnd(Math.ceil(hex.length / 64) * 64, "0");
const abiString = (text: string): string => {
  const hex = Buffer.from(text).toString("hex");
  return `0x${word(32n)}${word(BigInt(hex.length / 2))}${padded(hex)}`;
};

describe("a token's own words", () => {
  test("decimals are one word up to the largest scale", () => {
    expect(readDecimals(`0x${word(6n)}`)).toBe(6);
    expect(readDecimals(`0x${word(0n)}`)).toBe(0);
    expect(readDecimals(`0x${word(77n)}`)).toBe(77);
    for (const answer of [`0x${word(78n)}`, `0x${word(2n ** 256n - 1n)}`, "0x", "0x06", null])
      expect(readDecimals(answer)).toBe(null);
  });

  test("symbols are texts, or the 32 bytes of early tokens", () => {
    expect(readSymbol(abiString("USDT"))).toBe("USDT");
    expect(readSymbol(abiString("USD₮0"))).toBe("USD₮0");
    expect(readSymbol(`0x${padded(Buffer.from("MKR").toString("hex"))}`)).toBe("MKR");
  });

  test("hostile symbols are shown escaped and cut", () => {
    expect(readSymbol(abiString("US\u202eDT\n\u0007"))).toBe("US\\u{202e}DT\\u{a}\\u{7}");
    expect(readSymbol(abiString("A".repeat(10_000)))).toBe(`${"A".repeat(120)}… (10000 characters)`);
  });

  test.each([
    ["no answer", null],
    ["an empty answer", "0x"],
    ["an empty text", abiString("")],
    ["bytes that are no UTF-8", `0x${word(32n)}${word(2n)}${padded("c328")}`],
    ["a length beyond the answer", `0x${word(32n)}${word(2n ** 255n)}${padded("41")}`],
    ["another offset", `0x${word(64n)}${word(1n)}${padded("41")}`],
  ])("%s is no symbol", (_name, answer) => {
    expect(readSymbol(answer)).toBe(null);
  });
});
