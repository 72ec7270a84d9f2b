import { latinWords } from "./latin-words.ts";
import { readTableFile, toTexts } from "./table-file.ts";

const table = readTableFile("tables/document-kinds.json");
const kinds: ReadonlyMap<string, string> = new Map(
  [
    ["forLife", "for-life"],
    ["passport", "passport"],
    ["unknown", ""],
  ].flatMap(([list = "", kind = ""]) => toTexts(table.get(list), list).map((word): [string, string] => [word, kind])),
);

/** `for-life`, `passport`, empty where the word says nothing, else the source's own word. */
export function documentKind(word: string): string {
  const plain = latinWords(word).join("-").toLowerCase();
  return kinds.get(plain) ?? plain;
}
