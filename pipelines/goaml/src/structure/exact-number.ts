/** A decimal number without rounding: `digits` times ten to the power of minus `decimals`. */
export interface ExactNumber {
  readonly digits: bigint;
  readonly decimals: number;
}

/** Characters of a number: a bound on hostile text. */
const numberCharactersMax = 64;

/** `12`, `-12.50`, `.5`, with at most 64 characters, as XML Schema writes decimals; anything else is null. */
export function readExactNumber(text: string): ExactNumber | null {
  if (text.length > numberCharactersMax) return null;
  const [, sign = "", units = "", fraction = ""] = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text) ?? [];
  if (units === "" && fraction === "") return null;
  const significant = fraction.replace(/0+$/, "");
  const digits = BigInt(`${units}${significant}`);
  return { digits: sign === "-" ? -digits : digits, decimals: significant.length };
}

export function isLess(left: ExactNumber, right: ExactNumber): boolean {
  const scale = Math.max(left.decimals, right.decimals);
  return left.digits * 10n ** BigInt(scale - left.decimals) < right.digits * 10n ** BigInt(scale - right.decimals);
}
