import { ParsedElement } from "./parsed-element.ts";

/** An element of a report that was read to its end. */
export interface XmlElement {
  readonly name: string;
  /** `/report/transaction[2]/t_from/from_person/phones/phone[1]`: a position wherever the parent has several of that name. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
  /** Of the `<`, counts from 1, in UTF-16 code units. */
  readonly column: number;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The element's own text, entities decoded, nothing trimmed. */
  readonly text: string;
}

/** Whether the element's own text is more than white space. */
export function hasWords(element: XmlElement): boolean {
  return element instanceof ParsedElement ? element.hasWords : element.text.trim() !== "";
}

export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

export interface XmlLeaf {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/**
 * Everything that an element says, as leaves in document order: the text of elements without children, text beside child
 * elements (`/text()`) and attributes (`/@name`). White space between elements is layout and is left out.
 */
export function leavesOf(element: XmlElement): readonly XmlLeaf[] {
  const leaves: XmlLeaf[] = [];
  addLeaves(element, leaves);
  return leaves;
}

/** The depth is bounded by the parser. */
function addLeaves(element: XmlElement, leaves: XmlLeaf[]): void {
  const { attributes, children, line, path } = element;
  for (const { name, value } of attributes) leaves.push({ path: `${path}/@${name}`, line, value });
  if (children.length === 0) leaves.push({ path, line, value: element.text });
  else if (hasWords(element)) leaves.push({ path: `${path}/text()`, line, value: element.text });
  for (const child of children) addLeaves(child, leaves);
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  for (const child of element.children) if (child.name === name) return child;
  return undefined;
}

export function childrenOf(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  let found: XmlElement[] | undefined;
  for (const child of element.children) {
    if (!names.includes(child.name)) continue;
    if (found === undefined) found = [child];
    else found.push(child);
  }
  return found ?? none;
}

const none: readonly XmlElement[] = [];

/** A stated value. Empty, `-` and `---` are how the format says "not given": null. */
export function statedText(element: XmlElement | undefined): string | null {
  const text = element?.text.trim() ?? "";
  return text === "" || (text.startsWith("-") && /^-*$/.test(text)) ? null : text;
}

export function childText(element: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    const child = childOf(element, name);
    const text = child === undefined ? null : statedText(child);
    if (text !== null) return text;
  }
  return null;
}
