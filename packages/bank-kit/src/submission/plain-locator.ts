import type { Digest } from "@tributary/domain";
import { digestFields, type IngestItem } from "@tributary/pipeline-kit";
import { recordPlaceNames } from "./record-place-names.ts";

/**
 * An item whose place in its file can be stored in plain text. Names of elements and keys are the sender's own words, and one could be a person's: those
 * that no format knows become a short digest, made with the file's, so that places stay apart and equal places stay equal.
 */
export function withPlainLocator(item: IngestItem): IngestItem {
  const { record } = item;
  const locator = plainLocator(record.locator, record.fileSha256);
  return locator === record.locator ? item : { ...item, record: { ...record, locator } };
}

function plainLocator(locator: string, fileSha256: Digest): string {
  return locator.replace(/[^/[\]@:.$# ]+/g, (word) => (isPlainWord(word) ? word : digestOf(word, fileSha256)));
}

/** Longer numbers could be those of a phone or a document. */
function isPlainWord(word: string): boolean {
  return recordPlaceNames.has(word) || /^[0-9]{1,9}$/.test(word);
}

function digestOf(word: string, fileSha256: Digest): string {
  return `~${digestFields("tributary/record-place/1", [fileSha256, word]).slice(0, 12)}`;
}
