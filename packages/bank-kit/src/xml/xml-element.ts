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
function addLeaves({ attributes, children, line, path, text }: XmlElement, leaves: XmlLeaf[]): void {
  for (const { name, value } of attributes) leaves.push({ path: `${path}/@${name}`, line, value });
  if (children.length === 0) leaves.push({ path, line, value: text });
  else if (text.trim() !== "") leaves.push({ path: `${path}/text()`, line, value: text });
  for (const child of children) addLeaves(child, leaves);
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

export function childrenOf(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  return element.children.filter((child) => names.includes(child.name));
}

/** A stated value. Empty, `-` and `---` are how the format says "not given": null. */
export function statedText(element: XmlElement | undefined): string | null {
  const text = element?.text.trim() ?? "";
  return /^-*$/.test(text) ? null : text;
}

export function childText(element: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    const text = statedText(childOf(element, name));
    if (text !== null) return text;
  }
  return null;
}
