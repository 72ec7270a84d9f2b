import type { PartyDetails } from "@tributary/store";
import { latinWords } from "./latin-words.ts";
import type { PartyKind } from "./name-keys.ts";

/** A party as it is compared with another: what one record states of it. */
export interface ComparedParty {
  readonly kind: PartyKind;
  readonly name: string | null;
  readonly details: PartyDetails;
  /** Accounts that the record says are the party's own, as account ids. */
  readonly accounts: readonly string[];
}

/** Every name that a party is recorded under. */
export function namesOf(party: ComparedParty): readonly string[] {
  const names = [party.name, ...(party.details.otherNames ?? [])];
  return names.flatMap((name) => (name === null || name.trim() === "" ? [] : [name])).slice(0, namesMax);
}

/** More names than a record honestly states; the rest is not compared. */
const namesMax = 16;

/** A number as it is compared: capital letters and digits of every script as Latin ones, nothing else. */
export function plainNumber(text: string): string {
  return latinWords(text.slice(0, textLengthMax)).join("");
}

/**
 * Whether a plain number can tell one holder from another: at least `digitsMin` digits, three of them after leading zeros, and no run of one digit or counting digits, which stand
 * where nothing was known. A grandfather's name in a field for numbers has no digits.
 */
export function isTelling(number: string, digitsMin: number): boolean {
  const digits = number.replace(/[^0-9]/g, "");
  if (digits.length < digitsMin || number.length > numberLengthMax) return false;
  if (digits.replace(/^0+/, "").length < significantDigitsMin) return false;
  return new Set(digits).size > 1 && !"01234567890123456789".includes(digits) && !"98765432109876543210".includes(digits);
}

const textLengthMax = 100;
const numberLengthMax = 40;
/** `N00000001` stands where no number was known. */
const significantDigitsMin = 3;

/** Accounts of which a number is stated: those that stand for cash or for no account are of one payment and tell nothing. */
export function tellingAccounts(party: ComparedParty): readonly string[] {
  return party.accounts.filter((account) => !/^bank:(?:cash|no-account):/.test(account));
}
