/** Words that a case file's own text never uses: they claim more than a trace can show, or judge a person. */
const blocked: readonly RegExp[] = [
  // In quotation marks "proven" is the name of a state of a block's data, which the method statement explains.
  /(?<!")\bprov(?:e|es|ed|en)\b(?!")/i,
  /\bbelong(?:s|ed|ing)? to\b/i,
  /\blaunderers?\b/i,
  /\bcriminals?\b/i,
  /\bsuspects?\b/i,
  /\bguilty\b/i,
  /\bclean (?:money|funds)\b/i,
  /\bdirty (?:money|funds)\b/i,
  /\bmathematical certainty\b/i,
];

/** The blocked words that a text uses, in order. Empty where it uses none. */
export function findBlockedWording(text: string): string[] {
  return blocked.flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}
