import { fail } from "@tributary/domain";

/** `+05:30`: hours and minutes that exist on the globe. */
export function isZoneOffset(text: string): boolean {
  return /^[+-](0\d|1[0-4]):[0-5]\d$/.test(text);
}

/** Checks an offset that the operator states for times without one. Error: USAGE, with an example of the format's own part of the world. */
export function checkZoneOffset(text: string | undefined, example: string): void {
  if (text !== undefined && !isZoneOffset(text))
    fail("USAGE", { found: `zone offset ${text}`, expected: `an offset such as ${example}` });
}
