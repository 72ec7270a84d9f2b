import { type AnnexEntry, type BagFile, bundlePaths, type CaseContents } from "@tributary/casefile";
import { fail } from "@tributary/domain";

/** Inputs that repeat what public sources say on their own: the same words there are no leak. */
const publicInputs: ReadonlySet<string> = new Set([bundlePaths.tags, bundlePaths.compounds]);

/**
 * Refuses to seal a bundle whose inputs hold a text that only the annex may hold: a submitter, a report's reference, a name, a narrative.
 * Every other file is worked out from the inputs and can say nothing else. A bank that is part of an account's identifier is no leak.
 * Throws SECRET_IN_BUNDLE with the file; never with the text.
 */
export function guardSecrets(
  contents: Pick<CaseContents, "ledger">,
  inputs: readonly BagFile[],
  annex: readonly AnnexEntry[],
): void {
  const banks = bankNames(contents);
  const searched = inputs
    .filter((file) => !publicInputs.has(file.path))
    .map((file) => ({ path: file.path, bytes: Buffer.from(file.bytes) }));
  for (const [text, kind] of secretTexts(annex)) {
    if (banks.has(text) || !isDistinctive(text)) continue;
    const leak = searched.find(({ bytes }) => holds(bytes, text) || holds(bytes, JSON.stringify(text).slice(1, -1)));
    if (leak !== undefined)
      fail("SECRET_IN_BUNDLE", {
        found: `a ${kind} of a bank's report`,
        expected: "inputs without it: remove it from the note, document, request or evidence text and seal again",
        where: { file: leak.path },
      });
  }
}

const wordLengthMin = 10;
const numberLengthMin = 8;
const mixedLengthMin = 6;

/** A text that is unlikely to stand in a case by chance: not a common word, not a short number. */
function isDistinctive(text: string): boolean {
  if (/[^\x00-\x7f]/.test(text) || /\S\s+\S/.test(text)) return [...text].length >= mixedLengthMin;
  if (/^[0-9]+$/.test(text)) return text.length >= numberLengthMin;
  return text.length >= (/[0-9]/.test(text) ? mixedLengthMin : wordLengthMin);
}

/** Whether the text stands there as a whole: not inside a longer run of ASCII letters and digits, such as a digest. */
function holds(bytes: Buffer, text: string): boolean {
  const needle = Buffer.from(text);
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
    const isInsideRun = isJoined(bytes[at - 1], needle[0]) || isJoined(needle[needle.length - 1], bytes[at + needle.length]);
    if (!isInsideRun) return true;
  }
  return false;
}

function isJoined(left: number | undefined, right: number | undefined): boolean {
  return isLetterOrDigit(left) && isLetterOrDigit(right);
}

function isLetterOrDigit(byte: number | undefined): boolean {
  return byte !== undefined && /[0-9A-Za-z]/.test(String.fromCharCode(byte));
}

function secretTexts(annex: readonly AnnexEntry[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { submitter, reference, names, narrative } of annex) {
    texts.set(submitter, "submitter");
    texts.set(reference, "reference");
    for (const name of names) texts.set(name, "name");
    if (narrative !== null) texts.set(narrative, "narrative");
  }
  return texts;
}

function bankNames(contents: Pick<CaseContents, "ledger">): ReadonlySet<string> {
  const accounts = contents.ledger.transfers.flatMap((transfer) => [transfer.from, transfer.to]);
  return new Set(accounts.filter((account) => account.startsWith("bank:")).map((account) => account.split(":")[1] ?? ""));
}
