import { accept, type Result, refuse } from "@tributary/domain";

const expected = "text that XML 1.0 can hold: no control characters but tab and line breaks, no half of a character pair";

/** What XML 1.0 cannot say, however it is escaped (XML 1.0, production 2). */
const unsayable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u;

/** The text as it is, or VALUE_UNREADABLE where XML 1.0 has no way to write one of its characters. */
export function sayableText(text: string): Result<string> {
  const found = unsayable.exec(text)?.[0];
  if (found === undefined) return accept(text);
  return refuse(
    "VALUE_UNREADABLE",
    `character U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
    expected,
  );
}

/** Text between tags. A bare carriage return would be read back as a line feed. */
export function escapeText(text: string): string {
  return text.replace(/[&<>\r]/g, (character) => entities.get(character) ?? character);
}

/** Text between double quotes. A bare tab or line break would be read back as a space. */
export function escapeAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => entities.get(character) ?? character);
}

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["\t", "&#9;"],
  ["\n", "&#10;"],
  ["\r", "&#13;"],
]);
