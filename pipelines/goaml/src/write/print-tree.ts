import type { TreeElement } from "./tree.ts";
import { escapeAttribute, escapeText } from "./xml-text.ts";

/** The XML of one element, indented by two spaces a level, with a line feed behind it. Its values must be sayable in XML 1.0. */
export function printTree(element: TreeElement, level: number): string {
  const parts: string[] = [];
  print(element, { parts, level });
  return parts.join("");
}

/** `<name a="b">`. */
export function openTag({ name, attributes }: Pick<TreeElement, "name" | "attributes">): string {
  return `<${name}${attributes.map((attribute) => ` ${attribute.name}="${escapeAttribute(attribute.value)}"`).join("")}>`;
}

interface Printing {
  readonly parts: string[];
  /** Null where white space would become part of a text. */
  readonly level: number | null;
}

function print(element: TreeElement, { parts, level }: Printing): void {
  const indent = level === null ? "" : "  ".repeat(level);
  const lineEnd = level === null ? "" : "\n";
  const isMixed = element.children.length > 0 && element.text.trim() !== "";
  parts.push(indent, openTag(element));
  if (element.children.length === 0 || isMixed) parts.push(escapeText(element.text));
  else parts.push(lineEnd);
  for (const child of element.children) print(child, { parts, level: level === null || isMixed ? null : level + 1 });
  if (element.children.length > 0 && !isMixed) parts.push(indent);
  parts.push(`</${element.name}>`, lineEnd);
}
