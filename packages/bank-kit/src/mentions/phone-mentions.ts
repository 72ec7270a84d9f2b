import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import { phoneNumberStarts } from "./cued-numbers.ts";
import type { Found } from "./mention.ts";
import type { TrialBudget } from "./trial-budget.ts";

const internationalForm = /\+[ ]?[1-9](?:[ ().-]{0,2}[0-9]){6,14}(?![0-9])/g;
const nationalForm = /(?<![0-9A-Za-z+])\(?[0-9](?:[ ().-]{0,2}[0-9]){5,13}(?![0-9A-Za-z])/g;

/** No phone number has fewer digits, or more between them. */
const sevenDigits = /(?:[0-9][ ().-]{0,2}){7}/;

/**
 * Phone numbers of a folded text as E.164. Without a country only those with `+`; with one, also those that begin with 0
 * or stand behind a word for a telephone.
 */
export function findPhones(text: string, budget: TrialBudget, country: string | undefined): readonly Found[] {
  if (!sevenDigits.test(text)) return [];
  const forms = text.includes("+") ? [...text.matchAll(internationalForm)] : [];
  const found = forms.flatMap((match) => phoneAt(match, budget, undefined));
  const assumed = country?.toUpperCase();
  if (assumed === undefined || !isSupportedCountry(assumed)) return found;
  const national = [...text.matchAll(nationalForm)];
  const cued = national.length === 0 ? new Set() : phoneNumberStarts(text);
  const meant = national.filter((match) => /^\(?0[1-9]/.test(match[0]) || cued.has(match.index));
  return [...found, ...meant.flatMap((match) => phoneAt(match, budget, assumed))];
}

function phoneAt(match: RegExpExecArray, budget: TrialBudget, country: CountryCode | undefined): readonly Found[] {
  if (!budget.take()) return [];
  const phone = parsePhoneNumberFromString(match[0], country === undefined ? {} : { defaultCountry: country });
  if (phone === undefined || !phone.isValid()) return [];
  const notes = country === undefined ? [] : (["country-assumed"] as const);
  const reading = { kind: "phone", value: phone.number, isChecked: false, accounts: [], notes } as const;
  return [{ start: match.index, end: match.index + match[0].length, reading }];
}
