import { type AnnexEntry, type BagFile, bundlePaths, type CaseContents, orderContents } from "@tributary/casefile";
import { fail } from "@tributary/domain";

/** Shorter texts occur by chance in digests and numbers; a search for them would say nothing. */
const guardedBytesMin = 4;

/**
 * Refuses to seal a bundle whose inputs hold a text that only the annex may hold: a submitter, a report's reference, a name, a narrative.
 * Two things are not leaks: a public tag that says the same words on its own, and a bank that is part of an account's identifier.
 * Throws SECRET_IN_BUNDLE with the file; never with the text.
 */
export function guardSecrets(contents: CaseContents, inputs: readonly BagFile[], annex: readonly AnnexEntry[]): void {
  const banks = bankNames(contents);
  const searched = inputs
    .filter((file) => file.path !== bundlePaths.tags)
    .map((file) => ({ path: file.path, bytes: Buffer.from(file.bytes) }));
  for (const [text, kind] of secretTexts(annex)) {
    if (banks.has(text) || Buffer.byteLength(text) < guardedBytesMin) continue;
    const written = Buffer.from(JSON.stringify(text).slice(1, -1));
    const leak = searched.find(({ bytes }) => bytes.includes(text) || bytes.includes(written));
    if (leak !== undefined)
      fail("SECRET_IN_BUNDLE", {
        found: `a ${kind} of a bank's report`,
        expected: "inputs without it: remove it from the note, document, request or evidence text and seal again",
        where: { file: leak.path },
      });
  }
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

function bankNames(contents: CaseContents): ReadonlySet<string> {
  const accounts = orderContents(contents).ledger.transfers.flatMap((transfer) => [transfer.from, transfer.to]);
  return new Set(accounts.filter((account) => account.startsWith("bank:")).map((account) => account.split(":")[1] ?? ""));
}
