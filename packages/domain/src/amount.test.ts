import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allocate, atomsMax, formatUnits, parseAtoms, parseUnits } from "./index.ts";

describe("allocate", () => {
  test("parts sum to the whole and never exceed it, for amounts up to 2^256-1", () => {
    const amount = fc.bigInt({ min: 0n, max: atomsMax });
    fc.assert(
      fc.property(amount, fc.array(fc.bigInt({ min: 1n, max: atomsMax }), { minLength: 1, maxLength: 8 }), (whole, weights) => {
        const parts = allocate(whole, weights);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        expect(parts.every((part) => part >= 0n)).toBe(true);
      }),
    );
  });

  test("gives the odd atom to the first of equals", () => {
    expect(allocate(100n, [100n, 100n, 100n])).toEqual([34n, 33n, 33n]);
  });
});

describe("amounts as text", () => {
  test.each(["1e+21", "1,5E+15", "", "-1", "1.5", " 1", "0x10", "١"])("refuses %j as atoms", (text) => {
    expect(parseAtoms(text).ok).toBe(false);
  });

  test("refuses 2^256 and takes 2^256-1", () => {
    expect(parseAtoms((2n ** 256n).toString())).toMatchObject({ ok: false, refusal: { code: "AMOUNT_TOO_LARGE" } });
    expect(parseAtoms(atomsMax.toString())).toEqual({ ok: true, value: atomsMax });
  });

  test("never rounds: a digit beyond the scale is refused", () => {
    expect(parseUnits("1.255", 2)).toMatchObject({ ok: false, refusal: { code: "AMOUNT_TOO_PRECISE" } });
    expect(parseUnits("1.250", 2)).toEqual({ ok: true, value: 125n });
  });

  test("units and back are the same", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: atomsMax }), fc.integer({ min: 0, max: 24 }), (atoms, scale) => {
        expect(parseUnits(formatUnits(atoms, scale), scale)).toEqual({ ok: true, value: atoms });
      }),
    );
  });
});
