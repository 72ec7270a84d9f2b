import { type AnnexEntry, type CaseContents, textFile } from "@tributary/casefile";
import { digestText } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { guardSecrets } from "./secrecy-guard.ts";

const contents: Pick<CaseContents, "ledger"> = {
  ledger: { transfers: [], conversions: [], tags: [], balances: [], coverage: [], outpoints: [] },
};

function entry(change: Partial<AnnexEntry>): AnnexEntry {
  const digests = { fileSha256: digestText("file"), rawSha256: digestText("record") };
  return { recordId: "rec-1", submitter: "", reference: "", locator: "", ...digests, names: [], narrative: null, ...change };
}

function guard(text: string, change: Partial<AnnexEntry>, path = "data/documents/01-note.md"): () => void {
  return () => guardSecrets(contents, [textFile(path, text)], [entry(change)]);
}

describe("guardSecrets", () => {
  test.each([
    ["a name", "met Somsak Rakdee twice", { names: ["Somsak Rakdee"] }],
    ["a name in another script", "พบ สมศักดิ์ รักดี แล้ว", { names: ["สมศักดิ์ รักดี"] }],
    ["a reference", "(STR-417)", { reference: "STR-417" }],
    ["a submitter", "from reporting-entity-01.", { submitter: "reporting-entity-01" }],
    ["a narrative as JSON writes it", '{"note":"said \\"yes\\" to him"}', { narrative: 'said "yes" to him' }],
  ])("finds %s", (_words, text, change) => {
    expect(guard(text, change)).toThrow(/SECRET_IN_BUNDLE at data\/documents\/01-note\.md/);
  });

  test.each([
    ["a common word", "the exchange paid", { names: ["exchange"] }],
    ["a short number", "in 2024", { reference: "2024" }],
    ["part of a digest", "ab12345678cd", { reference: "12345678" }],
  ])("does not take %s for a leak", (_words, text, change) => {
    expect(guard(text, change)).not.toThrow();
  });

  test("lets a public tag say the same words", () => {
    expect(guard("Somsak Rakdee", { names: ["Somsak Rakdee"] }, "data/ledger/tags.ndjson")).not.toThrow();
  });
});
