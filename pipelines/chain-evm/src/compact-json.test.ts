import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compactJson } from "./compact-json.ts";

describe("the text that digests are taken over", () => {
  test("does not depend on the order of keys and loses nothing", () => {
    const key = fc.string().filter((name) => name !== "__proto__");
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null))), (value) => {
        const text = compactJson(value);
        expect(compactJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
        expect(JSON.parse(text ?? "")).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test("is none where a number was rounded or the nesting has no end", () => {
    expect(compactJson({ a: [1, { b: 2 }] })).toBe('{"a":[1,{"b":2}]}');
    expect(compactJson({ value: JSON.parse("7056176614974947328") })).toBe(undefined);
    expect(compactJson([1.5])).toBe(undefined);
    expect(compactJson(JSON.parse(`${"[".repeat(5000)}${"]".repeat(5000)}`))).toBe(undefined);
  });
});
