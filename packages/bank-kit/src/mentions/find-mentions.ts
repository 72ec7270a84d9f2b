import { findEmails, findUrls } from "./contact-mentions.ts";
import { findAccountNumbers } from "./cued-numbers.ts";
import { type FoldedText, foldText, hiddenCharacter, mayHoldLookAlikes } from "./folded-text.ts";
import type { Found, Mention, MentionNote } from "./mention.ts";
import { findPhones } from "./phone-mentions.ts";
import { makeTrialBudget } from "./trial-budget.ts";
import { findInWords } from "./word-mentions.ts";

export type { Mention, MentionKind, MentionNote } from "./mention.ts";

/** How mentions are looked for. */
export interface MentionOptions {
  /** ISO 3166 code of the country that phone numbers without `+` are read for. */
  readonly country?: string;
  /** Called where the text offers more candidates than may be tried, so that some were not. */
  readonly onUntried?: () => void;
}

/** Without one of these a text names nothing that is looked for. */
const mayMention = /\p{Nd}|@|:\/\/|www\.|\.me\/|[[({](?:at|:)/iu;

/**
 * Finds what a free text names: chain addresses, hashes, IBANs, account numbers, phones, e-mail addresses and links, in order and
 * not overlapping. Pure; time is linear in the text's length. An address whose check sum is wrong is `address-damaged`, never an account.
 */
export function findMentions(text: string, options: MentionOptions = {}): readonly Mention[] {
  if (text.length < 5 || !mayMention.test(text)) return [];
  const sums = makeTrialBudget(text.length, { free: 1_000, perCharacters: 500 });
  const phones = makeTrialBudget(text.length, { free: 500, perCharacters: 400 });
  const folded = foldText(text, false);
  const disguised = mayHoldLookAlikes(text) ? findDisguised(text, sums) : [];
  const inWords = locate(folded, findInWords({ text: folded.text, budget: sums }));
  const chosen = choose([...disguised, ...inWords], locate(folded, findEmails(folded.text)));
  const withUrls = choose(chosen, cutAtOthers(locate(folded, findUrls(folded.text)), chosen));
  const withAccounts = choose(withUrls, locate(folded, findAccountNumbers(folded.text)));
  const all = choose(withAccounts, locate(folded, findPhones(folded.text, phones, options.country)));
  if (sums.isSpent() || phones.isSpent()) options.onUntried?.();
  return all;
}

type Sums = ReturnType<typeof makeTrialBudget>;

/** What only shows when letters that look Latin are taken for Latin, and what a check sum then proves. */
function findDisguised(text: string, budget: Sums): readonly Mention[] {
  const folded = foldText(text, true);
  const proven = findInWords({ text: folded.text, budget }).filter(({ start, end, reading }) => {
    const hasLookAlike = Array.from({ length: end - start }, (_, index) => folded.isLookAlike(start + index)).includes(true);
    return reading.isChecked && reading.kind !== "iban" && hasLookAlike;
  });
  return locate(folded, proven).map((mention) => ({ ...mention, notes: [...mention.notes, "look-alike-letters"] }));
}

function locate(folded: FoldedText, found: readonly Found[]): readonly Mention[] {
  return found.map(({ start, end, reading }) => {
    const offset = folded.startOf(start);
    const length = folded.endOf(end - 1) - offset;
    const text = folded.source.slice(offset, offset + length);
    return { ...reading, offset, length, text, notes: [...reading.notes, ...disguiseNotes(text)] };
  });
}

/** How the source text differs from what was read. */
function disguiseNotes(text: string): readonly MentionNote[] {
  if (/^[\x21-\x5a\x5c\x5e-\x7e]*$/.test(text)) return [];
  const notes: MentionNote[] = [];
  if (hiddenCharacter.test(text)) notes.push("hidden-characters");
  if (/[\uff01-\uff5e]|(?![0-9])\p{Nd}/u.test(text)) notes.push("other-width-or-digits");
  if (/[[({](?:\.|dot|:|:\/\/|@|at)[\])}]/i.test(text)) notes.push("defanged");
  return notes;
}

/** Merges in order; of those that overlap, the one that stands in `first` stays, and else the earlier. */
function choose(first: readonly Mention[], second: readonly Mention[]): readonly Mention[] {
  const taken = withoutOverlaps(first);
  if (second.length === 0) return taken;
  const free: Mention[] = [];
  let at = 0;
  for (const mention of second) {
    while (at < taken.length && endOf(taken[at]) <= mention.offset) at += 1;
    const next = taken[at];
    if (next === undefined || next.offset >= mention.offset + mention.length) free.push(mention);
  }
  return withoutOverlaps([...taken, ...free]);
}

function endOf(mention: Mention | undefined): number {
  return mention === undefined ? 0 : mention.offset + mention.length;
}

function withoutOverlaps(mentions: readonly Mention[]): readonly Mention[] {
  if (mentions.length < 2) return mentions;
  const kept: Mention[] = [];
  for (const mention of mentions.toSorted((left, right) => left.offset - right.offset))
    if (mention.offset >= endOf(kept.at(-1))) kept.push(mention);
  return kept;
}

/** A link ends in the text where an address or hash within it begins; its value stays whole. */
function cutAtOthers(urls: readonly Mention[], others: readonly Mention[]): readonly Mention[] {
  let at = 0;
  return urls.map((url) => {
    while (at < others.length && endOf(others[at]) <= url.offset) at += 1;
    const inner = others[at];
    if (inner === undefined || inner.offset <= url.offset || inner.offset >= endOf(url)) return url;
    const length = inner.offset - url.offset;
    return { ...url, length, text: url.text.slice(0, length) };
  });
}
