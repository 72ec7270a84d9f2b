import { boundInstant, fail, parseInstant, type UtcMicros, unwrap } from "@tributary/domain";

/** The time that an option states, or the machine's clock where it is left out. A day alone is its first instant in UTC. Error: USAGE for anything else. */
export function readStatedTime(text: string | undefined): UtcMicros {
  if (text === undefined) return unwrap(boundInstant(BigInt(Date.now()) * 1000n, "the machine's clock"));
  return readTime(text, "T00:00:00Z");
}

/** Like `readStatedTime`, for what was known or stood at a time: a day alone means all of it, to its last instant in UTC. */
export function readTimeOfKnowing(text: string | undefined): UtcMicros {
  return text === undefined ? readStatedTime(text) : readTime(text, "T23:59:59.999999Z");
}

function readTime(text: string, timeOfDay: string): UtcMicros {
  const read = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}${timeOfDay}` : text);
  if (read.ok) return read.value;
  return fail("USAGE", {
    found: `time "${text}"`,
    expected: "a day such as 2026-03-01, or a time with its offset such as 2026-03-01T09:30:00+07:00",
  });
}
