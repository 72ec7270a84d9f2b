import { latinWords } from "./latin-words.ts";
import { readTableFile, toList, toTexts } from "./table-file.ts";

const codes: ReadonlyMap<string, string> = new Map(
  toList(readTableFile("tables/countries.json").get("countries"), "countries").flatMap((row) => {
    const [code = "", ...others] = toTexts(row, "country");
    return [code, ...others].map((name): [string, string] => [latinWords(name).join(" "), code]);
  }),
);

/** A country as a code of two letters where the table knows it, else its words in capitals; empty where nothing is stated. */
export function countryCode(text: string): string {
  const words = latinWords(text).join(" ");
  return codes.get(words) ?? words;
}
