import type { RecordedMention } from "@tributary/pipeline-kit";
import { findMentions, type Mention } from "../mentions/find-mentions.ts";
import type { RecordLeaf } from "./reported-record.ts";

export type StatedMention = Omit<RecordedMention, "id" | "versionId" | "recordId">;

/** What the free texts among a record's leaves name. `onUntried` is told of leaves that offer more candidates than may be tried. */
export function mentionsIn(
  leaves: readonly RecordLeaf[],
  country: string | null,
  onUntried: (leaf: RecordLeaf) => void,
): readonly StatedMention[] {
  return leaves
    .filter(({ value }) => isFreeText(value))
    .flatMap((leaf) => {
      const options = { ...(country === null ? {} : { country }), onUntried: () => onUntried(leaf) };
      return findMentions(leaf.value, options).flatMap((mention) => rowsOf(mention, leaf.path));
    });
}

/** Tells of leaves that offer more candidates than may be tried, as `mentionsIn` does, and names nothing. */
export function tellUntried(leaves: readonly RecordLeaf[], country: string | null, onUntried: (leaf: RecordLeaf) => void): void {
  for (const leaf of leaves) if (leaf.value.length >= untriedLengthMin) mentionsIn([leaf], country, onUntried);
}

/** A shorter text has no room for so many candidates. */
export const untriedLengthMin = 128;

const wordLengthMin = 20;

/** Codes, dates and amounts are short words of their own. */
function isFreeText(text: string): boolean {
  return text.length >= wordLengthMin || /\S\s+\S/.test(text);
}

/** An address that several chains know is named once for each: which one is meant, the text does not say. */
function rowsOf({ kind, isChecked, offset, value, accounts }: Mention, path: string): readonly StatedMention[] {
  const transactionHash = kind === "hash" ? value : null;
  const row = { kind, isChecked, position: BigInt(offset), transactionHash, value, path };
  return accounts.length === 0 ? [{ ...row, account: null }] : accounts.map((account) => ({ ...row, account }));
}
