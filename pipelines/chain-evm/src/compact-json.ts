/** Levels of nesting that an answer may have; a call trace has more than a block, and none comes near. */
const depthMax = 256;

/**
 * One text for one JSON value: keys sorted, no white space. Digests of raw answers are taken over it, so that the
 * order in which a node writes its keys does not matter. Undefined where a number cannot be carried exactly: chain
 * quantities are hexadecimal texts, and a bare number beyond 2^53 was rounded before anybody could see it.
 * Undefined too where the nesting passes 256 levels.
 */
export function compactJson(value: unknown): string | undefined {
  return writeValue(value, depthMax);
}

function writeValue(value: unknown, depth: number): string | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? JSON.stringify(value) : undefined;
  if (typeof value !== "object" || depth === 0) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => writeValue(item, depth - 1));
    return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
  }
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const fields = entries.map(([key, field]) => writeField(key, writeValue(field, depth - 1)));
  return fields.includes(undefined) ? undefined : `{${fields.join(",")}}`;
}

function writeField(key: string, written: string | undefined): string | undefined {
  return written === undefined ? undefined : `${JSON.stringify(key)}:${written}`;
}
