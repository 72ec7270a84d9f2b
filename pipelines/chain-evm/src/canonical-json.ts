/**
 * One text for one JSON value: keys sorted, no white space. Digests of raw answers are taken over it, so that the
 * order in which a node writes its keys does not matter. Undefined where a number cannot be carried exactly: chain
 * quantities are hexadecimal texts, and a bare number beyond 2^53 was rounded before anybody could see it.
 */
export function canonicalJson(value: unknown): string | undefined {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return Number.isSafeInteger(value) ? JSON.stringify(value) : undefined;
  if (Array.isArray(value)) return joinParts(value.map(canonicalJson), ["[", "]"]);
  if (typeof value !== "object") return undefined;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return joinParts(entries.map(writeEntry), ["{", "}"]);
}

function writeEntry([key, value]: [string, unknown]): string | undefined {
  const written = canonicalJson(value);
  return written === undefined ? undefined : `${JSON.stringify(key)}:${written}`;
}

function joinParts(parts: readonly (string | undefined)[], [open, close]: readonly [string, string]): string | undefined {
  return parts.includes(undefined) ? undefined : `${open}${parts.join(",")}${close}`;
}
