import type { XmlAttribute, XmlElement } from "./xml-element.ts";

/** An element while it is being read. */
export interface DraftElement {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly attributes: XmlAttribute[];
  readonly children: DraftElement[];
  text: string;
}

export function startElement(name: string, { line, column }: { line: number; column: number }): DraftElement {
  return { name, line, column, attributes: [], children: [], text: "" };
}

/** Gives every element its path. The depth is bounded by the parser. */
export function finishElement(draft: DraftElement, path: string): XmlElement {
  const totals = countNames(draft.children);
  const seen = new Map<string, number>();
  const children = draft.children.map((child) => {
    const position = (seen.get(child.name) ?? 0) + 1;
    seen.set(child.name, position);
    const isOnly = totals.get(child.name) === 1;
    return finishElement(child, `${path}/${child.name}${isOnly ? "" : `[${position}]`}`);
  });
  const { name, line, column, attributes, text } = draft;
  return { name, path, line, column, attributes, children, text };
}

function countNames(elements: readonly DraftElement[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const { name } of elements) totals.set(name, (totals.get(name) ?? 0) + 1);
  return totals;
}
