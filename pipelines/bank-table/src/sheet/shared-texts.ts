import type { XmlElement } from "@tributary/bank-kit";
import { fail, TributaryError } from "@tributary/domain";
import type { BankTableLimits } from "../bank-table-limits.ts";
import { readPart, type SheetPackage } from "./sheet-package.ts";

/** The text of a shared or inline string: its runs, phonetic guides left out (ECMA-376, part 1, 18.4). */
export function textOfString(element: XmlElement): string {
  const parts = element.children.map((child) => {
    if (child.name === "t") return child.text;
    return child.name === "r" ? child.children.filter(({ name }) => name === "t").map(({ text }) => text) : "";
  });
  return parts.flat().join("");
}

/** Texts that cells refer to by position. Throws FILE_TOO_LARGE beyond the limits. */
export async function readSharedTexts(
  sheets: SheetPackage,
  part: string | null,
  limits: BankTableLimits,
): Promise<readonly string[]> {
  const entry = part === null ? undefined : sheets.part(part);
  if (entry === undefined) return [];
  const texts: string[] = [];
  let characters = 0;
  for await (const record of readPart(entry, sheets.origin)) {
    if (record.kind === "oversized") throw new TributaryError(record.finding);
    if (record.kind !== "element" || record.element.name !== "si") continue;
    const text = textOfString(record.element);
    characters += text.length;
    texts.push(text);
    if (texts.length > limits.sharedTextsMax) failLarge("texts", "sharedTextsMax", limits.sharedTextsMax);
    if (characters > limits.sharedCharactersMax) failLarge("characters", "sharedCharactersMax", limits.sharedCharactersMax);
  }
  return texts;
}

function failLarge(what: string, name: string, limit: number): never {
  return fail("FILE_TOO_LARGE", { found: `more ${what} that cells share`, expected: `at most ${limit} ${what} (${name})` });
}
