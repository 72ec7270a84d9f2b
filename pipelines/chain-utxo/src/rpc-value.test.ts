import { parseExactJson } from "@tributary/chain-kit";
import { formatUnits } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRpcObject, readInteger, readSatoshis } from "./rpc-value.ts";

function answerOf(json: string) {
  const value = parseExactJson(`{"value":${json}}`);
  if (!isRpcObject(value)) throw new Error("no object");
  return { value, path: "answer" };
}

test.each([
  ["50", 5_000_000_000n],
  ["50.00000000", 5_000_000_000n],
  ["0.00000001", 1n],
  ["1e-08", 1n],
  ["5.46e-06", 546n],
  ["1.1e1", 1_100_000_000n],
  ["20999999.97690000", 2_099_999_997_690_000n],
  ["90071992.54740993", 9_007_199_254_740_993n],
  ["0.1000000000", 10_000_000n],
  ["0", 0n],
])("%s is %s satoshis", (json, atoms) => {
  expect(readSatoshis(answerOf(json), "value")).toBe(atoms);
});

test.each(["0.000000001", "-1", '"1.0"', "1e-9", "1e99", "1.5e-8", "null", "{}"])("%s is no amount", (json) => {
  expect(() => readSatoshis(answerOf(json), "value")).toThrow(/SOURCE_MALFORMED/);
});

test("every amount reads back from its decimal text", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }), (atoms) => {
      expect(readSatoshis(answerOf(formatUnits(atoms, 8)), "value")).toBe(atoms);
    }),
  );
});

test.each(["1.5", "4294967296", "-2147483649", '"1"', "true"])("%s is no integer of a header", (json) => {
  expect(() => readInteger(answerOf(json), "value")).toThrow(/SOURCE_MALFORMED/);
});
