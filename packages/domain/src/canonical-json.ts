import { fail } from "./errors.ts";
import { compareBytewise } from "./text-order.ts";

/** Levels of nesting that a document of ours may have; none comes near. */
const depthMax = 64;

/**
 * The one text of a document that Tributary writes for machines: keys sorted bytewise, two spaces of indent, a line feed at the
 * end. Amounts must be decimal text already: a `bigint` is refused, as is whatever JSON cannot carry (`undefined` inside a
 * list, functions, NaN, infinities). A property whose value is `undefined` is left out. Throws `VALUE_UNREADABLE`.
 *
 * `canonicalJson({ b: [1], a: "2" })` is `{\n  "a": "2",\n  "b": [\n    1\n  ]\n}\n`.
 */
export function canonicalJson(value: unknown): string {
  return `${writeValue(value, "", 0)}\n`;
}

function writeValue(value: unknown, indent: string, depth: number): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== "object")
    return fail("VALUE_UNREADABLE", { found: typeof value, expected: "a value that JSON carries exactly" });
  if (depth >= depthMax) return fail("VALUE_UNREADABLE", { found: "deeper nesting", expected: `at most ${depthMax} levels` });
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${writeValue(item, inner, depth + 1)}`);
    return items.length === 0 ? "[]" : `[\n${items.join(",\n")}\n${indent}]`;
  }
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => compareBytewise(a, b));
  const fields = entries.map(([key, field]) => `${inner}${JSON.stringify(key)}: ${writeValue(field, inner, depth + 1)}`);
  return fields.length === 0 ? "{}" : `{\n${fields.join(",\n")}\n${indent}}`;
}
