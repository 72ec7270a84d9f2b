import { formatUnits } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { amountValue } from "./cell-value.ts";

const trimmed = (text: string): string =>
  text
    .replace(/^0+(?=\d)/, "")
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

test("an amount is written with the same value, whatever its size", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 0, max: 13 }), (atoms, scale) => {
      const text = formatUnits(atoms, scale);
      const value = amountValue(text, "USD", true);
      expect(value.ok && trimmed(value.value)).toBe(trimmed(text));
      if (scale <= 2)
        expect(amountValue(text, "USD", false)).toEqual({ ok: true, value: formatUnits(atoms * 10n ** BigInt(2 - scale), 2) });
    }),
  );
});

test.each([
  ["1500", "JPY", false, "1500"],
  ["1500.0", "JPY", false, "1500"],
  ["1.5", "BHD", false, "1.500"],
  ["153990.1234567", "GHS", true, "153990.1234567"],
  ["10", "GHS", true, "10.00"],
  ["0.00000001", "XBT", false, "0.00000001"],
  ["7", null, false, "7"],
])("%s in %s is %s", (...row) => {
  const [text, currency, isValuation, expected] = row;
  expect(amountValue(text, currency, isValuation)).toEqual({ ok: true, value: expected });
});

test.each(["1,000.00", "1e5", "1.001", "0", "-1", "", "1 000", "0x1"])("%j is refused", (text) => {
  expect(amountValue(text, "USD", false)).toMatchObject({ ok: false });
});
