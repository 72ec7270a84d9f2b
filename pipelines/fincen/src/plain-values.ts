import { addError, childOf, type RecordCheck, statedText, type XmlElement } from "@tributary/bank-kit";
import { civilMicros, showFound } from "@tributary/domain";

/** Dollars as the form takes them. The text stays as written; nothing is computed with it here. */
const amountForm = /^[0-9]{1,15}(\.[0-9]{1,2})?$/;

/** A child's amount, or null where none is given. Anything but plain dollars is an error of the record. */
export function readAmount(parent: XmlElement, name: string, check: RecordCheck): string | null {
  const element = childOf(parent, name);
  const text = statedText(element);
  if (element === undefined || text === null || amountForm.test(text)) return text;
  addError(check, element, {
    code: "AMOUNT_NOT_DECIMAL",
    found: showFound(text),
    expected: "dollars as digits, such as 15000; no sign, no separator",
  });
  return null;
}

/** A child's date `YYYYMMDD` as `YYYY-MM-DD`, or null where none is given. */
export function readDate(parent: XmlElement, name: string, check: RecordCheck): string | null {
  const element = childOf(parent, name);
  const text = statedText(element);
  if (element === undefined || text === null) return null;
  const [, year = "", month = "", day = ""] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  if (isDay(year, month, day)) return `${year}-${month}-${day}`;
  addError(check, element, { code: "TIME_UNREADABLE", found: showFound(text), expected: "a day that exists, as YYYYMMDD" });
  return null;
}

/** A date of birth, whose day or month and day may be `00` for unknown: `1980-10-25`, `1980-10`, `1980`. */
export function readBirthDate(parent: XmlElement, check: RecordCheck): string | null {
  const element = childOf(parent, "IndividualBirthDateText");
  const text = statedText(element);
  if (element === undefined || text === null) return null;
  const [, year = "", month = "", day = ""] = /^([0-9]{4})([0-9]{2})([0-9]{2})$/.exec(text) ?? [];
  if (year !== "" && month === "00" && day === "00") return year;
  if (day === "00" && isDay(year, month, "01")) return `${year}-${month}`;
  if (isDay(year, month, day)) return `${year}-${month}-${day}`;
  const expected = "a day that exists, as YYYYMMDD, with 00 for a day or month that is not known";
  addError(check, element, { code: "TIME_UNREADABLE", found: showFound(text), expected });
  return null;
}

function isDay(year: string, month: string, day: string): boolean {
  return year !== "" && civilMicros({ year, month, day }) !== undefined;
}
