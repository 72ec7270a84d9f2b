import { type AccountId, accept, isSpecialAccount, parseAccount, type Result, refuse } from "@tributary/domain";
import { countryCodes } from "./country-codes.ts";

/** An identifier that people write: lower-case letters, digits, dot, dash, underscore. */
export function readId(text: string): Result<string> {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "1 to 64 lower-case letters, digits, dots, dashes or underscores, for example river-town");
}

/** ISO 3166-1 alpha-2, as the source states it. A country is never worked out from a point. */
export function readCountry(text: string): Result<string> {
  return countryCodes.has(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "a country code of ISO 3166-1, two capital letters, for example MM");
}

/** Decimal degrees, kept as published: no digit is added or taken. */
export function readDegrees(limit: 90 | 180): (text: string) => Result<string> {
  const expected = `decimal degrees from -${limit} to ${limit}, for example 16.650`;
  return (text) => {
    const isDecimal = /^-?[0-9]{1,3}(\.[0-9]{1,12})?$/.test(text);
    return isDecimal && Math.abs(Number(text)) <= limit ? accept(text) : refuse("VALUE_UNREADABLE", text, expected);
  };
}

/** 0 to 100, whole. */
export function readConfidence(text: string): Result<number> {
  return /^(0|[1-9][0-9]?|100)$/.test(text)
    ? accept(Number(text))
    : refuse("VALUE_UNREADABLE", text, "a whole number from 0 to 100");
}

/** A heuristic and its version, `analyst/1`. */
export function readHeuristic(text: string): Result<string> {
  return /^[a-z0-9][a-z0-9._-]{0,63}\/[0-9]{1,6}$/.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "a heuristic and its version, for example analyst/1 or co-spend/2");
}

/** An account that somebody can control: special accounts (`fee:`, `mint:`, `destroyed:`) belong to nobody. */
export function readHeldAccount(text: string): Result<AccountId> {
  const account = parseAccount(text);
  return account.ok && isSpecialAccount(account.value)
    ? refuse("VALUE_UNREADABLE", text, "an account that somebody can hold")
    : account;
}
