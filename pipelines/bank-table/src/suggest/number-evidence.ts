import type { Choice } from "./choice.ts";
import { likely, sure, unsure } from "./choice.ts";

const amountText = /^[-+(\u2212]?[0-9][0-9.,' ]*[)\u2212-]?$/;

/** Whether a text looks like an amount. */
export function looksLikeAmount(text: string): boolean {
  return amountText.test(plainSpaces(text));
}

/** Spaces at which no line breaks, as spaces. */
function plainSpaces(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, " ");
}

/** The marks of decimals and groups: sure only where a value allows no other reading. */
export function weighMarks(values: readonly string[], areSheetNumbers: boolean): readonly Choice[] {
  if (areSheetNumbers) return [];
  const texts = values.filter(looksLikeAmount).map((text) =>
    plainSpaces(text)
      .replace(/[-+()\u2212]/g, "")
      .trim(),
  );
  const decimals = new Map<string, string>();
  const groups = new Map<string, string>();
  for (const text of texts) noteMarks(text, decimals, groups);
  const key = "amount.decimal_mark";
  const marks = [".", ","].map((answer) => ({ answer: `"${answer}"`, reason: answer === "." ? "1,234.50" : "1.234,50" }));
  const [decimal, ...otherDecimals] = [...decimals.keys()];
  const [group, ...otherGroups] = [...groups.keys()].filter((mark) => mark !== decimal);
  if (otherDecimals.length > 0 || otherGroups.length > 0 || (decimal !== undefined && groups.has(decimal))) {
    return [unsure(key, "values with different marks stand side by side", marks)];
  }
  if (decimal !== undefined) {
    const said = [sure(key, `"${decimal}"`, `${decimals.get(decimal)} has decimals after it`)];
    return group === undefined
      ? said
      : [...said, sure("amount.group_mark", `"${group}"`, `${groups.get(group)} has groups of three`)];
  }
  const doubtful = texts.find((text) => /^[0-9]{1,3}[.,][0-9]{3}$/.test(text));
  if (doubtful !== undefined && group === undefined) {
    return [unsure(key, `${doubtful} is a whole number with a group, or has three decimals`, marks)];
  }
  if (group === undefined) return [likely(key, '"."', { reason: "no value has a mark", alternatives: marks.slice(1) })];
  const other = group === "." ? "," : ".";
  return [
    likely(key, `"${other}"`, { reason: "no value has decimals" }),
    sure("amount.group_mark", `"${group}"`, `${groups.get(group)} has groups of three`),
  ];
}

/** What one value says for sure: which mark stands before decimals, which between groups. */
function noteMarks(text: string, decimals: Map<string, string>, groups: Map<string, string>): void {
  const marks = text.match(/[.,' ]/g) ?? [];
  const last = marks.at(-1);
  if (last === undefined) return;
  const kinds = new Set(marks);
  const after = text.length - text.lastIndexOf(last) - 1;
  if (kinds.size > 1) {
    decimals.set(last, decimals.get(last) ?? text);
    for (const mark of kinds) if (mark !== last) groups.set(mark, groups.get(mark) ?? text);
  } else if (marks.length > 1 || last === "'" || last === " ") groups.set(last, groups.get(last) ?? text);
  else if (after !== 3 || /^0[.,]/.test(text)) decimals.set(last, decimals.get(last) ?? text);
}
