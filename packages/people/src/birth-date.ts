/** Dates that stand where none was known. */
const placeholders: ReadonlySet<string> = new Set(["1900-01-01", "1901-01-01", "1899-12-31", "1899-12-30", "1800-01-01"]);
const buddhistEraOffset = 543;
const yearMin = 1850;
const yearMax = 2100;

/**
 * A birth date, or an organisation's date of registration, as it is compared: `1988-03-14`, `1988-03` or `1988`; years of the Buddhist era are counted back.
 * Undefined for a placeholder and for what is no date.
 */
export function comparableDate(text: string | undefined): string | undefined {
  const match = /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?:$|T)/.exec(text?.trim() ?? "");
  if (match === null) return undefined;
  const [, year = "", month, day] = match;
  const stated = Number(year);
  const common = stated > yearMin + buddhistEraOffset ? stated - buddhistEraOffset : stated;
  if (common < yearMin || common > yearMax || !isDay(common, month, day)) return undefined;
  const date = [String(common), month, day].filter((part) => part !== undefined).join("-");
  return placeholders.has(date) ? undefined : date;
}

function isDay(year: number, month = "01", day = "01"): boolean {
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day)));
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
}
