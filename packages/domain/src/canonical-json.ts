import { fail } from "./errors.ts";
import { compareBytewise } from "./text-order.ts";

/** Levels of nesting that a document may have; a chain's call trace has the most, and none comes near. */
const depthMax = 256;

/**
 * The one text of a document that Tributary writes for machines: keys sorted bytewise, two spaces of indent, a line feed at the
 * end. Amounts must be decimal text already: a `bigint` is refused, as is whatever JSON cannot carry (`undefined` inside a
 * list, functions, NaN, infinities). A property whose value is `undefined` is left out. Throws `VALUE_UNREADABLE`.
 *
 * `canonicalJson({ b: [1], a: "2" })` is `{\n  "a": "2",\n  "b": [\n    1\n  ]\n}\n`.
 */
export function canonicalJson(value: unknown): string {
  return `${writeValue(value, { start: "\n", indent: "  ", colon: ": " })}\n`;
}

/** The same document on one line without white space, as a record of a file that holds one a line. Throws `VALUE_UNREADABLE`. */
export function canonicalJsonLine(value: unknown): string {
  return `${writeValue(value, { start: "", indent: "", colon: ":" })}\n`;
}

interface Layout {
  /** What stands before an item: a line feed and the indent of its parent, or nothing. */
  readonly start: string;
  readonly indent: string;
  readonly colon: string;
}

function writeValue(value: unknown, layout: Layout, depth = 0): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== "object")
    return fail("VALUE_UNREADABLE", { found: typeof value, expected: "a value that JSON carries exactly" });
  if (depth >= depthMax) return fail("VALUE_UNREADABLE", { found: "deeper nesting", expected: `at most ${depthMax} levels` });
  const inner = { ...layout, start: `${layout.start}${layout.indent}` };
  const write = (item: unknown): string => writeValue(item, inner, depth + 1);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner.start}${write(item)}`);
    return items.length === 0 ? "[]" : `[${items.join(",")}${layout.start}]`;
  }
  const entries = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => compareBytewise(a, b));
  const fields = entries.map(([key, field]) => `${inner.start}${JSON.stringify(key)}${layout.colon}${write(field)}`);
  return fields.length === 0 ? "{}" : `{${fields.join(",")}${layout.start}}`;
}
