import type { Locator } from "@tributary/domain";

/** An element that is to be written: a name, and values. Nothing is said of order; the structure knows it. */
export interface TreeElement {
  readonly name: string;
  readonly attributes: readonly TreeAttribute[];
  readonly children: readonly TreeElement[];
  /** The element's own text, not yet escaped. */
  readonly text: string;
  /** Where it comes from: the row and column of a table, the line of a report. */
  readonly origin: Locator;
}

export interface TreeAttribute {
  readonly name: string;
  readonly value: string;
}

/** An element with a value and no children. */
export function leafElement(name: string, text: string, origin: Locator): TreeElement {
  return { name, attributes: [], children: [], text, origin };
}

/** An element that holds others. */
export function branchElement(name: string, children: readonly TreeElement[], origin: Locator): TreeElement {
  return { name, attributes: [], children, text: "", origin };
}

/** `name`, or `name[2]` where there are several of that name: the way a reader of the written file names the children. */
export function childNames(children: readonly TreeElement[]): readonly string[] {
  const totals = new Map<string, number>();
  for (const { name } of children) totals.set(name, (totals.get(name) ?? 0) + 1);
  const seen = new Map<string, number>();
  return children.map(({ name }) => {
    const position = (seen.get(name) ?? 0) + 1;
    seen.set(name, position);
    return totals.get(name) === 1 ? name : `${name}[${position}]`;
  });
}
