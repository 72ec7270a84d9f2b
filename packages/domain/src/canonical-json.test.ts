import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson, canonicalJsonLine } from "./index.ts";

test("sorts keys by bytes, indents by two and ends the line", () => {
  expect(canonicalJson({ b: [1, {}], a: "2", "\u{1f600}": null, "\uffee": true, A: [] })).toBe(
    '{\n  "A": [],\n  "a": "2",\n  "b": [\n    1,\n    {}\n  ],\n  "\uffee": true,\n  "\u{1f600}": null\n}\n',
  );
});

test("refuses a bigint, so that no amount is written as a number", () => {
  expect(() => canonicalJson({ atoms: 1n })).toThrow("VALUE_UNREADABLE");
});

test.each([[Number.NaN], [[undefined]], [() => 1]])("refuses %o", (value) => {
  expect(() => canonicalJson(value)).toThrow("VALUE_UNREADABLE");
});

test("leaves out a property that is undefined", () => {
  expect(canonicalJson({ a: undefined })).toBe("{}\n");
});

test("reads back to the same value whatever the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("on one line it is the same document, keys in the same order", () => {
  expect(canonicalJsonLine({ b: [1, {}], 10: null, 2: "x", a: [] })).toBe('{"10":null,"2":"x","a":[],"b":[1,{}]}\n');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const line = canonicalJsonLine(value);
      expect(line.slice(0, -1)).not.toContain("\n");
      expect(canonicalJson(JSON.parse(line))).toBe(canonicalJson(value));
    }),
  );
});
