import { accept, type Result, refuse, showFound } from "@tributary/domain";
import type { YamlNode } from "../yaml-node.ts";
import { describe, joinPath, type MapProblems } from "./map-problems.ts";

/** A piece of a template: text as it stands, a column's cell, or the number of the data row. */
type TemplatePart = string | { readonly column: string } | { readonly rowNumber: true };

/** How a field's text is made from a row. */
export interface TextRule {
  readonly parts: readonly TemplatePart[];
  /** Applied to what columns give, not to the template's own text. */
  readonly case: "as is" | "lower" | "upper";
  readonly trim: boolean;
  /** Words of the source and what they stand for; a word that is not listed is refused. */
  readonly lookup: ReadonlyMap<string, string> | null;
}

export interface MappedRow {
  readonly rowNumber: bigint;
  /** The text of a column; empty where the row has none. */
  readonly cell: (column: string) => string;
}

const sources = ["column", "template", "constant", "row_number"] as const;
const options = ["case", "trim", "lookup"];

/** Reads `{ column: … }`, `{ template: … }`, `{ constant: … }` or `{ row_number: true }` with `case`, `trim` and `lookup`. */
export function readTextRule(node: YamlNode, path: string, problems: MapProblems): TextRule | undefined {
  return readTextRuleWith(node, { path, problems, extraKeys: [] });
}

export interface TextRuleReading {
  readonly path: string;
  readonly problems: MapProblems;
  /** Further keys that the field itself reads. */
  readonly extraKeys: readonly string[];
}

export function readTextRuleWith(node: YamlNode, { path, problems, extraKeys }: TextRuleReading): TextRule | undefined {
  const entries = problems.keys(node, path, { optional: [...sources, ...options, ...extraKeys] });
  if (node.kind !== "map") return undefined;
  const given = sources.filter((source) => entries.has(source));
  const [source] = given;
  const value = source === undefined ? undefined : entries.get(source);
  if (source === undefined || value === undefined || given.length > 1) {
    const found = given.length === 0 ? "none of them" : given.join(" and ");
    return problems.add(node, path, { code: "VALUE_UNREADABLE", found, expected: `exactly one of ${sources.join(", ")}` });
  }
  const text = problems.text(value, joinPath(path, source));
  const parts = text === undefined ? undefined : problems.take(value, joinPath(path, source), readParts(source, text));
  const letterCase = readCase(entries.get("case"), joinPath(path, "case"), problems);
  const trim = readFlag(entries.get("trim"), joinPath(path, "trim"), problems);
  const lookup = readLookup(entries.get("lookup"), joinPath(path, "lookup"), problems);
  return parts === undefined ? undefined : { parts, case: letterCase, trim, lookup };
}

function readParts(source: (typeof sources)[number], text: string): Result<readonly TemplatePart[]> {
  switch (source) {
    case "column":
      return accept([{ column: text }]);
    case "constant":
      return accept([text]);
    case "row_number":
      return text === "true" ? accept([{ rowNumber: true }]) : refuse("VALUE_UNREADABLE", text, "true");
    case "template":
      return parseTemplate(text);
  }
}

/** Cuts `eip155:1:{From}` into its parts. `{row_number}` stands for the number of the data row. */
function parseTemplate(text: string): Result<readonly TemplatePart[]> {
  const pieces = text.split(/\{([^{}]+)\}/);
  const parts = pieces.map((piece, index): TemplatePart => {
    if (index % 2 === 0) return piece;
    return piece === "row_number" ? { rowNumber: true } : { column: piece };
  });
  const isPlain = parts.every((part) => typeof part !== "string" || !/[{}]/.test(part));
  return isPlain && pieces.length > 1
    ? accept(parts.filter((part) => part !== ""))
    : refuse("VALUE_UNREADABLE", text, "a text with names of columns in braces, for example eip155:1:{From}");
}

/** The columns that a rule reads. */
export function columnsOf(rule: TextRule): readonly string[] {
  return rule.parts.flatMap((part) => (typeof part === "object" && "column" in part ? [part.column] : []));
}

/** What findings call the place: the columns, or the field where no column has a part in it. */
export function pathOfRule(rule: TextRule, field: string): string {
  const columns = columnsOf(rule);
  return columns.length === 0 ? field : columns.join(",");
}

/** The text that a rule makes of a row; a column that is empty is refused. */
export function renderText(rule: TextRule, row: MappedRow): Result<string> {
  let text = "";
  for (const part of rule.parts) {
    if (typeof part === "string") text += part;
    else if ("rowNumber" in part) text += row.rowNumber.toString();
    else {
      const cell = shape(rule, row.cell(part.column));
      if (cell === "") return refuse("FIELD_MISSING", "an empty cell", `a value in the column ${part.column}`);
      text += cell;
    }
  }
  if (rule.lookup === null) return accept(text);
  const meaning = rule.lookup.get(text);
  return meaning === undefined
    ? refuse(
        "VALUE_UNREADABLE",
        text,
        `one of the words that the map's lookup lists: ${showFound([...rule.lookup.keys()].join(", "))}`,
      )
    : accept(meaning);
}

function shape(rule: TextRule, cell: string): string {
  const trimmed = rule.trim ? cell.trim() : cell;
  if (rule.case === "as is") return trimmed;
  return rule.case === "lower" ? trimmed.toLowerCase() : trimmed.toUpperCase();
}

function readCase(node: YamlNode | undefined, path: string, problems: MapProblems): TextRule["case"] {
  if (node === undefined) return "as is";
  const text = problems.text(node, path);
  if (text === "lower" || text === "upper") return text;
  if (text !== undefined) problems.add(node, path, { code: "VALUE_UNREADABLE", found: text, expected: "lower or upper" });
  return "as is";
}

function readFlag(node: YamlNode | undefined, path: string, problems: MapProblems): boolean {
  if (node === undefined) return false;
  const isFlag = node.kind === "text" && (node.text === "true" || node.text === "false");
  if (!isFlag) problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "true or false" });
  return node.kind === "text" && node.text === "true";
}

function readLookup(node: YamlNode | undefined, path: string, problems: MapProblems): ReadonlyMap<string, string> | null {
  if (node === undefined) return null;
  if (node.kind !== "map" || node.entries.size === 0) {
    problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "words and what they stand for" });
    return null;
  }
  const lookup = new Map<string, string>();
  for (const [word, { value }] of node.entries) {
    const text = problems.text(value, joinPath(path, word));
    if (text !== undefined) lookup.set(word, text);
  }
  return lookup;
}
