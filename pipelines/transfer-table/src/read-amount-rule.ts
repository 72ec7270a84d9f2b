import { scaleMax } from "@tributary/domain";
import { type MapProblems, readMapChoice, readTextRuleWith, type YamlNode } from "@tributary/pipeline-kit";
import type { AmountRule } from "./column-map.ts";

const decimalMarks = [".", ","] as const;
const groupMarks = ["", ".", ",", "'", " "] as const;
const units = ["atoms", "units"] as const;
const signs = ["refuse", "swap"] as const;

/** Reads the `amount` of a column map: where it stands, its unit, scale, marks, and what a minus sign means. */
export function readAmountRule(node: YamlNode, path: string, problems: MapProblems): AmountRule | undefined {
  const extraKeys = ["unit", "scale", "decimal_mark", "group_mark", "negative"];
  const text = readTextRuleWith(node, { path, problems, extraKeys });
  if (node.kind !== "map") return undefined;
  const choose = <Word extends string>(key: string, words: readonly Word[]): Word | undefined =>
    readMapChoice(node.entries.get(key)?.value, { path: `${path}.${key}`, problems, words });
  const unit = choose("unit", units);
  if (!node.entries.has("unit")) {
    problems.add(node, `${path}.unit`, { code: "FIELD_MISSING", found: "no such key", expected: "atoms or units" });
  }
  const scaleNode = node.entries.get("scale")?.value;
  const scale = scaleNode === undefined ? null : readScale(scaleNode, `${path}.scale`, problems);
  const decimalMark = choose("decimal_mark", decimalMarks) ?? ".";
  const groupMark = choose("group_mark", groupMarks) ?? "";
  if (decimalMark === groupMark) {
    problems.add(node, `${path}.group_mark`, {
      code: "VALUE_UNREADABLE",
      found: `${groupMark} for decimals and for groups`,
      expected: "two different marks",
    });
  }
  if (unit === "atoms" && ["scale", "decimal_mark", "group_mark"].some((key) => node.entries.has(key))) {
    problems.add(node, path, {
      code: "VALUE_UNREADABLE",
      found: "a scale or a mark beside the unit atoms",
      expected: "unit: units, or neither scale nor marks",
    });
  }
  const negative = choose("negative", signs) ?? "refuse";
  return text === undefined || unit === undefined || scale === undefined
    ? undefined
    : { text, unit, scale, decimalMark, groupMark, negative };
}

/** A number of decimals. */
export function readScale(node: YamlNode, path: string, problems: MapProblems): number | undefined {
  const text = problems.text(node, path);
  if (text === undefined) return undefined;
  const scale = /^[0-9]{1,2}$/.test(text) ? Number(text) : undefined;
  return scale !== undefined && scale <= scaleMax
    ? scale
    : problems.add(node, path, { code: "VALUE_UNREADABLE", found: text, expected: `a number of decimals, 0 to ${scaleMax}` });
}
