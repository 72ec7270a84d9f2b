import { type MapProblems, readMapChoice, readTextRule, renderText, type TextRule, type YamlNode } from "@tributary/pipeline-kit";
import type { AmountRule, Direction, SignRule } from "./bank-table-map.ts";
import { readWith } from "./map-values.ts";
import { readName } from "./read-date-rule.ts";

const decimalMarks = [".", ","] as const;
const groupMarks = ["", ".", ",", "'", " "] as const;
const signs = ["positive_in", "positive_out"] as const;
const keys = ["column", "sign", "direction", "debit", "credit", "decimal_mark", "group_mark"];
const forms = "column with sign, column with direction, or debit with credit";

/** Reads `amount`: its marks, and how a row says which way the money goes. */
export function readAmountRule(node: YamlNode, path: string, problems: MapProblems): AmountRule | undefined {
  const entries = problems.keys(node, path, { optional: keys });
  if (node.kind !== "map") return undefined;
  const decimalMark = readMapChoice(entries.get("decimal_mark"), { path: `${path}.decimal_mark`, problems, words: decimalMarks });
  const groupMark = readMapChoice(entries.get("group_mark"), { path: `${path}.group_mark`, problems, words: groupMarks }) ?? "";
  if ((decimalMark ?? ".") === groupMark) {
    const found = `${groupMark} for decimals and for groups`;
    problems.add(node, `${path}.group_mark`, { code: "VALUE_UNREADABLE", found, expected: "two different marks" });
  }
  const sign = readSign(node, { path, problems, entries });
  return sign === undefined ? undefined : { decimalMark: decimalMark ?? ".", groupMark, sign };
}

interface Entries {
  readonly path: string;
  readonly problems: MapProblems;
  readonly entries: ReadonlyMap<string, YamlNode>;
}

function readSign(node: YamlNode, { path, problems, entries }: Entries): SignRule | undefined {
  const given = ["column", "sign", "direction", "debit", "credit"].filter((key) => entries.has(key)).join(" ");
  const name = (key: string): string | undefined => {
    const value = entries.get(key);
    return value === undefined ? undefined : readWith(value, { path: `${path}.${key}`, problems, parse: readName });
  };
  if (given === "debit credit") {
    const [debit, credit] = [name("debit"), name("credit")];
    return debit === undefined || credit === undefined ? undefined : { kind: "columns", debit, credit };
  }
  const column = name("column");
  if (given === "column sign") {
    const sign = readMapChoice(entries.get("sign"), { path: `${path}.sign`, problems, words: signs });
    if (column === undefined || sign === undefined) return undefined;
    return { kind: "signed", column, positive: sign === "positive_in" ? "in" : "out" };
  }
  const directionNode = entries.get("direction");
  if (given !== "column direction" || directionNode === undefined) {
    const found = given === "" ? "no column" : given;
    return problems.add(node, path, { code: "VALUE_UNREADABLE", found, expected: forms });
  }
  const direction = readDirection(directionNode, { path: `${path}.direction`, problems });
  return column === undefined || direction === undefined ? undefined : { kind: "indicator", column, direction };
}

const isDirection = (word: string): word is Direction => word === "in" || word === "out";

/** What the rule can give must be `in` or `out`: by its lookup, or as a constant. */
function readDirection(
  node: YamlNode,
  { path, problems }: { readonly path: string; readonly problems: MapProblems },
): TextRule | undefined {
  const rule = readTextRule(node, path, problems);
  if (rule === undefined) return undefined;
  const constant = renderText(rule, { rowNumber: 0n, cell: () => "" });
  const words = rule.lookup === null ? (constant.ok ? [constant.value] : [""]) : [...rule.lookup.values()];
  if (words.every(isDirection)) return rule;
  const found = words.find((word) => !isDirection(word)) ?? "";
  const expected = "a lookup whose meanings are in and out, or constant: in, constant: out";
  return problems.add(node, path, { code: "VALUE_UNREADABLE", found: found === "" ? "no lookup" : found, expected });
}
