import fc from "fast-check";
import { isLosslessNumber, parse } from "lossless-json";
import { describe, expect, test } from "vitest";
import type { JsonNode } from "./json-node.ts";
import { type JsonLimits, readJson } from "./read-json.ts";

const limits: JsonLimits = { depthMax: 20, valuesMax: 10_000, textCharactersMax: 1_000 };

/** The document as plain values, numbers as text behind a `#`. */
function plain(node: JsonNode): unknown {
  if (node.kind === "object") return [...node.entries].map(([key, value]) => [key, plain(value)]);
  if (node.kind === "array") return node.items.map(plain);
  if (node.kind === "number") return `#${node.text}`;
  return node.kind === "string" ? `"${node.text}` : node.text;
}

function plainOfOther(value: unknown): unknown {
  if (isLosslessNumber(value)) return `#${value.value}`;
  if (Array.isArray(value)) return value.map(plainOfOther);
  if (typeof value === "object" && value !== null) return Object.entries(value).map(([key, inner]) => [key, plainOfOther(inner)]);
  return typeof value === "string" ? `"${value}` : String(value);
}

const read = (text: string) => readJson(text, limits);

describe("a document", () => {
  test("reads as another reader does", () => {
    fc.assert(
      // A key of digits moves to the front in objects, and `__proto__` disappears, but not in maps.
      fc.property(fc.json({ maxDepth: 4 }), fc.constantFrom(undefined, 2, "\t"), (json, indent) => {
        fc.pre(!/"(?:\d+|__proto__)":/.test(json));
        const text = JSON.stringify(JSON.parse(json), null, indent);
        const { node, faults } = read(text);
        expect(faults).toEqual([]);
        expect(node === undefined ? undefined : plain(node)).toEqual(plainOfOther(parse(text)));
      }),
    );
  });

  test("keeps numbers as they are written", () => {
    const { node } = read("[12345678901234567890.10, 1e400, -0, 0.1000]");
    expect(node && plain(node)).toEqual(["#12345678901234567890.10", "#1e400", "#-0", "#0.1000"]);
  });

  test("keeps keys that objects of the language treat otherwise", () => {
    const { node } = read('{"__proto__": {"a": 1}, "constructor": 2, "10": 3, "9": 4}');
    expect(node && plain(node)).toEqual([
      ["__proto__", [["a", "#1"]]],
      ["constructor", "#2"],
      ["10", "#3"],
      ["9", "#4"],
    ]);
  });

  test("tells each value's pointer, line, column and text", () => {
    const text = '{\r\n  "a/b~": [true,\n    "x"]\n}';
    const { node } = read(text);
    const array = node?.kind === "object" ? node.entries.get("a/b~") : undefined;
    const item = array?.kind === "array" ? array.items[1] : undefined;
    expect(item).toMatchObject({ path: "/a~1b~0/1", line: 3, column: 5, text: "x" });
    expect(text.slice(array?.start, array?.end)).toBe('[true,\n    "x"]');
  });
});

describe("a fault", () => {
  test.each([
    ['{"a": 1,}', "FILE_UNREADABLE", 1, 9],
    ['{"a": 01}', "FILE_UNREADABLE", 1, 8],
    ["[1 2]", "FILE_UNREADABLE", 1, 4],
    ['{"a"\n: nul}', "FILE_UNREADABLE", 2, 3],
    ["[1.]", "FILE_UNREADABLE", 1, 3],
    ["[NaN]", "FILE_UNREADABLE", 1, 2],
    ["{'a': 1}", "FILE_UNREADABLE", 1, 2],
    ['["\\x"]', "FILE_UNREADABLE", 1, 3],
    ['["a\u0000"]', "FILE_UNREADABLE", 1, 4],
    ["[] []", "FILE_UNREADABLE", 1, 4],
    ['{"a": [1, 2', "FILE_TRUNCATED", 1, 12],
    ['["abc', "FILE_TRUNCATED", 1, 6],
    ["", "FILE_TRUNCATED", 1, 1],
    ["[".repeat(30), "FILE_TOO_LARGE", 1, 21],
    [`["${"x".repeat(1_001)}"]`, "FILE_TOO_LARGE", 1, 1_005],
  ])("in %j ends the document with its place", (text, code, ...[line, column]) => {
    expect(read(text)).toMatchObject({ node: undefined, faults: [{ code, line, column }] });
  });

  test("of a key that stands twice is told, each of them, and reading goes on", () => {
    const { node, faults } = read('{"a": 1,\n "a": 1, "b": {"c": 2,\n"c": 3}}');
    expect(node?.kind).toBe("object");
    expect(faults.map(({ code, path, line, column }) => [code, path, line, column])).toEqual([
      ["RECORD_CONFLICT", "", 2, 2],
      ["RECORD_CONFLICT", "/b", 3, 1],
    ]);
  });
});

test("any text gives a document or a fault", () => {
  const units = fc.constantFrom(...'{}[]":,0123456789.eE+-truefalsn \n\\u\u0000é');
  fc.assert(
    fc.property(
      fc.array(units, { maxLength: 80 }).map((all) => all.join("")),
      (text) => {
        const { node, faults } = read(text);
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(node !== undefined).toBe(isJson);
        expect(node !== undefined || faults.length > 0).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each(["[", '{"a":', "1", '"', "\\", " ", "[],", "\n"])("ten million characters of %j end soon", (piece) => {
  const text = piece.repeat(10_000_000 / piece.length);
  const before = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(2);
});
