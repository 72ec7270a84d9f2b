import type { ValueFault } from "../structure/value-fault.ts";

/** Codes are short and have no spaces; anything else in their place may be a name. */
const codeForm = /^[\w.+/-]{1,16}$/;
const oddCharactersShownMax = 5;

/**
 * What a finding shows of a value. Findings go into answers and logs: a number, a date or a code is shown, of free text only how long it is and
 * which characters are unusual in it.
 */
export function shownValue(text: string, kind: ValueFault["kind"] | "text"): string {
  if (text === "") return "nothing";
  const isShown =
    kind === "code" || kind === "boolean"
      ? codeForm.test(text)
      : kind !== "length" && kind !== "pattern" && kind !== "text" && /\d/.test(text);
  if (isShown || text.trim() === "-") return text;
  const length = [...text].length;
  const size = length === 1 ? "1 character" : `${length} characters`;
  const odd = kind === "pattern" ? [...new Set(text.match(/[^0-9A-Za-z ]/gu) ?? [])] : [];
  if (odd.length === 0) return size;
  const shown = odd.slice(0, oddCharactersShownMax).map((character) => `"${character}"`);
  return `${size}, among them ${shown.join(" ")}${odd.length > oddCharactersShownMax ? " …" : ""}`;
}
