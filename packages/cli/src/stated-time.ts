import { boundInstant, parseInstant, type UtcMicros, unwrap } from "@tributary/domain";

/** The time that an option states, or the machine's clock where it is left out. A day alone is its first instant in UTC. Error: TIME_UNREADABLE and its like. */
export function readStatedTime(text: string | undefined): UtcMicros {
  if (text === undefined) return unwrap(boundInstant(BigInt(Date.now()) * 1000n, "the machine's clock"));
  return unwrap(parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text));
}
