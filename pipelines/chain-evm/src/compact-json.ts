import { canonicalJsonLine } from "@tributary/domain";

/** Levels of nesting that an answer may have; a call trace has more than a block, and none comes near. */
const depthMax = 256;

/**
 * One text for one JSON value: keys sorted, no white space. Digests of raw answers are taken over it, so that the
 * order in which a node writes its keys does not matter. Undefined where a number cannot be carried exactly: chain
 * quantities are hexadecimal texts, and a bare number beyond 2^53 was rounded before anybody could see it.
 * Undefined too where the nesting passes 256 levels.
 */
export function compactJson(value: unknown): string | undefined {
  return isExact(value, depthMax) ? canonicalJsonLine(value).slice(0, -1) : undefined;
}

function isExact(value: unknown, depth: number): boolean {
  if (value === null || typeof value === "boolean" || typeof value === "string") return true;
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || depth === 0) return false;
  return Object.values(value).every((field) => isExact(field, depth - 1));
}
