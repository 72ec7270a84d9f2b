/** What senders write for an account that has no number, in capitals and without signs. */
const words: ReadonlySet<string> = new Set([
  "CASH",
  "NA",
  "NIL",
  "NOACCOUNT",
  "NONE",
  "NOTAPPLICABLE",
  "NOTAVAILABLE",
  "NOTPROVIDED",
  "NULL",
  "UNKNOWN",
]);

/**
 * Whether what stands for an account's number says that there is none: signs or zeros alone, or a word such as `N/A`. Taken for a number it
 * would make one account of all who have none.
 */
export function isUnstatedNumber(text: string): boolean {
  // Of what is usual a digit says at once that it is a number.
  if (/[1-9]/.test(text)) return false;
  const word = text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  return /^0*$/.test(word) || words.has(word);
}
