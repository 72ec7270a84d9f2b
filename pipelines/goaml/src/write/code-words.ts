import type { GoamlProfile } from "../goaml-profile.ts";

/** What a profile's codes mean, in words that are the same in every edition. */
export interface CodeWords {
  /** The codes of a list that say the word: none, one, or several. */
  readonly codesOf: (list: string, word: string) => readonly string[];
  /** Null where the profile has no word for the code. */
  readonly wordOf: (list: string, code: string) => string | null;
  readonly wordsOf: (list: string) => readonly string[];
}

/** The crosswalk of a profile. */
export function codeWordsOf(profile: GoamlProfile): CodeWords {
  const lists = new Map<string, ReadonlyMap<string, string>>([
    ["funds_type", new Map(profile.cashFundsCodes.map((code) => [code, "cash"]))],
    ["account_type", new Map(profile.walletAccountTypes.map((code) => [code, "wallet"]))],
  ]);
  const wordsIn = (list: string): ReadonlyMap<string, string> => lists.get(list) ?? new Map();
  return {
    codesOf: (list, word) => [...wordsIn(list)].filter(([, other]) => other === word).map(([code]) => code),
    wordOf: (list, code) => wordsIn(list).get(code) ?? null,
    wordsOf: (list) => [...new Set(wordsIn(list).values())],
  };
}
