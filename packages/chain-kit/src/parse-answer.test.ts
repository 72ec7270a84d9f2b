import fc from "fast-check";
import { expect, test } from "vitest";
import { readExactNumber } from "./exact-json.ts";
import { parseAnswer } from "./parse-answer.ts";

const bounds = { numbers: "plain", nestingMax: 8 } as const;

test("reads every JSON text as JSON.parse does, unless it nests too deep or holds a number that a float changes", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (value) => {
      const json = JSON.stringify(value);
      const parsed = parseAnswer(Buffer.from(json), bounds);
      const isSafe = numbersOf(value).every((number) => Math.abs(number) <= Number.MAX_SAFE_INTEGER);
      expect(parsed).toEqual(
        isSafe ? { ok: true, value: JSON.parse(json) } : { ok: false, found: expect.any(String), isCut: false },
      );
    }),
  );
});

test("long texts with escapes end where they end", () => {
  const part = fc.constantFrom("\\\\", '\\"', "a", "[", "]", "{", "1", "99999999999999999999", "a".repeat(90), "[".repeat(9));
  fc.assert(
    fc.property(fc.array(fc.array(part, { maxLength: 30 })), (texts) => {
      const json = `[${texts.map((parts) => `"${parts.join("")}"`).join(",")}]`;
      expect(parseAnswer(Buffer.from(json), bounds)).toEqual({ ok: true, value: JSON.parse(json) });
    }),
  );
});

test.each(["9007199254740992", "-9007199254740993", "1e400", "1E+16", "[1,12345678901234567890]"])(
  "%s is not read plainly",
  (json) => {
    expect(parseAnswer(Buffer.from(json), bounds)).toMatchObject({ ok: false, isCut: false });
    expect(parseAnswer(Buffer.from(json), { ...bounds, numbers: "exact" })).toMatchObject({ ok: true });
  },
);

test("a text of the deepest nesting allowed is read, one level more is not", () => {
  const nested = (depth: number): Buffer => Buffer.from(`${"[".repeat(depth)}${"]".repeat(depth)}`);
  for (const numbers of ["plain", "exact"] as const) {
    expect(parseAnswer(nested(2_200), { numbers, nestingMax: 2_200 })).toMatchObject({ ok: true });
    expect(parseAnswer(nested(2_201), { numbers, nestingMax: 2_200 })).toMatchObject({ ok: false });
  }
});

test("no object passes for an exact number, and none changes what objects are", () => {
  const json = '{"__proto__":{"text":"5"},"text":"5","Symbol(text)":"5","isLosslessNumber":true,"value":"5"}';
  const parsed = parseAnswer(Buffer.from(json), { ...bounds, numbers: "exact" });
  expect(readExactNumber(parsed.ok ? parsed.value : undefined)).toBeUndefined();
  expect(Reflect.get({}, "text")).toBeUndefined();
});

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}
