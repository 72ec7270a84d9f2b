import { type Asset, parseAsset, unwrap } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { amountWriter } from "./display-amount.ts";

const token = (digit: string): string => `eip155:1/erc20:0x${digit.repeat(40)}`;
const asset = (id: string, scale: number | null, symbol: string | null): readonly [string, Asset] => [
  id,
  { id: unwrap(parseAsset(id)), scale, symbol },
];

describe("amountWriter", () => {
  const writer = amountWriter(
    new Map([
      asset(token("a"), 6, "USDT"),
      asset(token("b"), 6, "USDT"),
      asset(token("d"), null, "X"),
      asset("iso4217:THB", 2, null),
    ]),
  );

  test("writes whole units exactly, digits in groups", () => {
    expect(writer.amount(1234567890123n, token("a"))).toBe("1,234,567.890123");
    expect(writer.withName(5n, "iso4217:THB")).toBe("0.05 THB");
    expect(writer.amount(2n ** 256n - 1n, "iso4217:THB").replaceAll(",", "")).toMatch(/^[0-9]{76}\.[0-9]{2}$/);
  });

  test("says atoms where the scale is not known", () => {
    expect(writer.amount(1234n, token("d"))).toBe("1,234 atoms");
  });

  test("tells two assets with one symbol apart", () => {
    expect(writer.name(token("a"))).toBe("USDT (…aaaaaa)");
    expect(writer.name(token("b"))).toBe("USDT (…bbbbbb)");
  });

  test("writes a range once where both ends are equal", () => {
    expect(writer.range(100n, 100n, "iso4217:THB")).toBe("1.00");
    expect(writer.range(100n, 200n, "iso4217:THB")).toBe("1.00 to 2.00");
  });
});
