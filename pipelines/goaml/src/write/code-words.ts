import type { GoamlProfile } from "../goaml-profile.ts";

/** What a profile's codes mean, in words that are the same in every edition. Lists go by the elements that hold their codes. */
export interface CodeWords {
  /** The codes that say the word in that element: none, one, or several. */
  readonly codesOf: (element: string, word: string) => readonly string[];
  /** Null where the profile has no word for the code. */
  readonly wordOf: (element: string, code: string) => string | null;
}

const fundsElements: readonly string[] = ["from_funds_code", "to_funds_code", "funds_code"];
const modeElements: readonly string[] = ["transmode_code"];
const accountTypeElements: readonly string[] = ["personal_account_type", "account_type"];

/** The crosswalk of a profile. */
export function codeWordsOf({ crosswalk }: GoamlProfile): CodeWords {
  const lists = new Map<string, ReadonlyMap<string, string>>([
    ...fundsElements.map((element) => [element, crosswalk.funds] as const),
    ...modeElements.map((element) => [element, crosswalk.modes] as const),
    ...accountTypeElements.map((element) => [element, crosswalk.accountTypes] as const),
  ]);
  return {
    codesOf: (element, word) => [...(lists.get(element) ?? [])].filter(([, other]) => other === word).map(([code]) => code),
    wordOf: (element, code) => lists.get(element)?.get(code) ?? null,
  };
}
