import { fail } from "@tributary/domain";

const digitsMax = 9;

/** A whole number above zero. Errors: USAGE. */
export function readCount(option: string, text: string): number {
  if (!/^[1-9][0-9]*$/.test(text) || text.length > digitsMax)
    fail("USAGE", {
      found: `${option} ${text}`,
      expected: `${option} with a whole number from 1 on, of at most ${digitsMax} digits`,
    });
  return Number(text);
}

/** A share above zero and below one, as a decimal: `0.15`. Errors: USAGE. */
export function readShare(option: string, text: string): number {
  const isShare = /^0\.[0-9]{1,12}$/.test(text) && Number(text) > 0;
  if (!isShare) fail("USAGE", { found: `${option} ${text}`, expected: `${option} with a share above 0 and below 1, as 0.15` });
  return Number(text);
}

/** A number above zero with up to three decimals. Errors: USAGE. */
export function readAmount(option: string, text: string): number {
  const isAmount = /^[0-9]{1,6}(\.[0-9]{1,3})?$/.test(text) && Number(text) > 0;
  if (!isAmount) fail("USAGE", { found: `${option} ${text}`, expected: `${option} with a number above 0, at most 999999.999` });
  return Number(text);
}
