import { accept, type Result, refuse } from "@tributary/domain";
import type { BankCell } from "../bank-row.ts";

/** Digits that a spreadsheet keeps of a number: the rest becomes zeros when it is typed. */
const digitsMax = 15;
/** Digits that tell one binary number from the next: a writer has no reason for more. */
const writtenDigitsMax = 17;

/**
 * A number of a sheet. Sheets hold binary numbers of 64 bits and write some of them with artefacts: `1.1000000000000001` and `1.1` are the
 * same number. Its text is the shortest decimal that is the same number; where that needs more than 15 digits, what the author
 * saw was another one.
 */
export function readSheetNumber(text: string): Pick<BankCell, "text" | "kind"> | undefined {
  if (!/^[+-]?[0-9]{1,400}(\.[0-9]{0,400})?(e[+-]?[0-9]{1,3})?$/i.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const plain = plainDecimal(value.toString());
  const [units = "", fraction = ""] = plain.replace("-", "").split(".");
  const significant = significantDigits(`${units}${fraction}`);
  const written = significantDigits(text.replace(/e.*$/i, "").replace(/[^0-9]/g, ""));
  const isExact = significant <= digitsMax && units.length <= digitsMax && written <= writtenDigitsMax;
  return { text: plain, kind: isExact ? "number" : "inexact-number" };
}

function significantDigits(digits: string): number {
  return digits.replace(/^0+/, "").replace(/0+$/, "").length;
}

/** `1.5e+21` without its exponent. */
function plainDecimal(text: string): string {
  const match = /^(-?)([0-9]+)(?:\.([0-9]+))?e([+-][0-9]+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", units = "", fraction = "", exponent = "0"] = match;
  const point = units.length + Number(exponent);
  const digits = `${units}${fraction}`;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, "0")}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const millisOfDay = 86_400_000;
/** Days from 1970-01-01 to the day that counts as 0; the system of 1900 has a 29 February that year, as 60. */
const epochs = { from1900: -25_569, from1904: -24_107 };
const lastDay = 2_958_465;

/** The date or time that a number shows, to the millisecond: `2024-03-01`, `2024-03-01T09:30:00`, `09:30:00`. */
export function readSheetDate(text: string, is1904: boolean): Result<string> {
  const expected = "a date of 1900-03-01 to 9999-12-31 as a number of days";
  const value = Number(text);
  const isBefore = !is1904 && value >= 1 && value < 61;
  if (!Number.isFinite(value) || value < 0 || value > lastDay + 1 || isBefore) return refuse("TIME_UNREADABLE", text, expected);
  const days = Math.floor(value);
  const millis = Math.round((value - days) * millisOfDay);
  const time = new Date(millis % millisOfDay)
    .toISOString()
    .slice(11, 23)
    .replace(/\.000$/, "");
  if (value < 1) return accept(time);
  const epoch = is1904 ? epochs.from1904 : epochs.from1900;
  const date = new Date((days + epoch + Math.floor(millis / millisOfDay)) * millisOfDay).toISOString().slice(0, 10);
  return accept(millis % millisOfDay === 0 ? date : `${date}T${time}`);
}
