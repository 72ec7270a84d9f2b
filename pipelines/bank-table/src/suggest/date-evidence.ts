import type { DateOrder } from "../bank-table-map.ts";
import { type Choice, likely, sure, unsure } from "./choice.ts";

const ordered = /^([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$/;
const rfc3339 = /^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})$/;
const namedMonth = /^[0-9]{1,2}([-/ ])[A-Za-z]{3}\1[0-9]{4}$/;

/** Whether a text looks like a date. */
export function looksLikeDate(text: string): boolean {
  return ordered.test(text) || rfc3339.test(text) || namedMonth.test(text);
}

/** The form, order and calendar of dates: sure only where a value allows no other. */
export function weighDates(values: readonly string[], areSheetDates: boolean): readonly Choice[] {
  if (areSheetDates) return [sure("occurred_at.date_order", "ymd", "the column holds a spreadsheet's own dates")];
  if (values.length > 0 && values.every((value) => rfc3339.test(value))) {
    return [sure("occurred_at.format", "rfc3339", "every value is a date and time with its offset")];
  }
  const named = values.map((value) => namedMonth.exec(value)?.[1]);
  const [separator] = named;
  if (separator !== undefined && named.every((other) => other === separator)) {
    return [sure("occurred_at.format", `"d${separator}MMM${separator}yyyy"`, "every value names its month")];
  }
  const parts = values.flatMap((value) => {
    const match = ordered.exec(value);
    return match === null ? [] : [[match[1] ?? "", match[2] ?? "", match[3] ?? ""] as const];
  });
  if (parts.length === 0) return [unsure("occurred_at.date_order", "no value is a date that can be read", orderAlternatives)];
  return [weighOrder(parts, values), ...weighCalendar(parts)];
}

type DateParts = readonly [string, string, string];

const orderAlternatives = [
  { answer: "dmy", reason: "usual in Asia and Europe" },
  { answer: "mdy", reason: "usual in the United States and the Philippines" },
  { answer: "ymd", reason: "usual in China and in exports of databases" },
];

function weighOrder(parts: readonly DateParts[], values: readonly string[]): Choice {
  const key = "occurred_at.date_order";
  const answer = (order: DateOrder, example: string | undefined): Choice =>
    sure(key, order, `${example ?? "every value"} can be read in no other order`);
  if (parts.every(([first]) => first.length === 4)) return sure(key, "ymd", "every value starts with a year of four digits");
  if (!parts.every(([, , last]) => last.length === 4)) {
    return unsure(key, "years are not written with four digits, which are needed", orderAlternatives);
  }
  const dayFirst = parts.findIndex(([first]) => Number(first) > 12);
  const daySecond = parts.findIndex(([, second]) => Number(second) > 12);
  if (dayFirst !== -1 && daySecond !== -1) {
    return unsure(key, `${values[dayFirst]} and ${values[daySecond]} cannot be in one order`, orderAlternatives.slice(0, 2));
  }
  if (dayFirst !== -1) return answer("dmy", values[dayFirst]);
  if (daySecond !== -1) return answer("mdy", values[daySecond]);
  return unsure(
    key,
    `no day of the ${parts.length} in the sample is above 12: ${values[0]} may be either`,
    orderAlternatives.slice(0, 2),
  );
}

function weighCalendar(parts: readonly DateParts[]): readonly Choice[] {
  const years = parts.flatMap((part) => part.filter((text) => text.length === 4).map(Number));
  if (years.length === 0 || years.every((year) => year < 2400)) return [];
  if (years.every((year) => year >= 2400 && year < 2700)) {
    return [sure("occurred_at.calendar", "buddhist", `the year ${years[0]} is ${(years[0] ?? 0) - 543} of the common era`)];
  }
  const alternatives = ["gregorian", "buddhist"].map((answer) => ({ answer, reason: "some years are of this era" }));
  return [unsure("occurred_at.calendar", "years of two eras stand side by side", alternatives)];
}

/** A zone is in no date; script and currency hint at the country. */
export function weighZone(hints: { readonly headers: string; readonly currencies: readonly string[] }): Choice {
  const key = "occurred_at.zone";
  const zones = zoneHints.filter(
    ({ script, currency }) => script?.test(hints.headers) === true || hints.currencies.includes(currency),
  );
  const [zone, ...others] = [...new Set(zones.map((hint) => hint.zone))];
  const alternatives = zoneHints.map((hint) => ({ answer: hint.zone, reason: `times of ${hint.currency} accounts` }));
  if (zone === undefined || others.length > 0) return unsure(key, "no value says by which clock it was written", alternatives);
  return likely(key, zone, { reason: "by the script of the headers or the currency; no value says it", alternatives });
}

const zoneHints: ReadonlyArray<{ readonly zone: string; readonly currency: string; readonly script?: RegExp }> = [
  { zone: "Asia/Bangkok", currency: "THB", script: /\p{Script=Thai}/u },
  { zone: "Asia/Vientiane", currency: "LAK", script: /\p{Script=Lao}/u },
  { zone: "Asia/Phnom_Penh", currency: "KHR", script: /\p{Script=Khmer}/u },
  { zone: "Asia/Yangon", currency: "MMK", script: /\p{Script=Myanmar}/u },
  { zone: "Asia/Ho_Chi_Minh", currency: "VND", script: /[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/iu },
  { zone: "Asia/Shanghai", currency: "CNY" },
  { zone: "Asia/Taipei", currency: "TWD" },
  { zone: "Asia/Hong_Kong", currency: "HKD" },
  { zone: "Asia/Manila", currency: "PHP" },
  { zone: "Asia/Kuala_Lumpur", currency: "MYR" },
  { zone: "Asia/Singapore", currency: "SGD" },
  { zone: "Asia/Tokyo", currency: "JPY" },
];
