import { readExactNumber } from "@tributary/chain-kit";
import { compareBytewise } from "@tributary/domain";

/**
 * One text for one JSON value: keys sorted, no white space, numbers digit by digit as they stood. Digests of raw answers are taken over it, so that
 * the order in which a node writes its keys does not matter. How deep an answer may be nested is bounded where it is received.
 */
export function compactJson(value: unknown): string {
  const digits = readExactNumber(value);
  if (digits !== undefined) return digits;
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(compactJson).join(",")}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => compareBytewise(a, b));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${compactJson(field)}`).join(",")}}`;
}
