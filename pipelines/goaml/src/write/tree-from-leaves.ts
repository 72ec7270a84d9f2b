import { fail, type Locator } from "@tributary/domain";
import type { TreeAttribute, TreeElement } from "./tree.ts";

/** What is said at one place of a tree. */
export interface PlacedLeaf {
  /** `/report/transaction[2]/amount_local`; `/@name` is an attribute, `/text()` is text beside child elements. */
  readonly path: string;
  readonly value: string;
  readonly origin: Locator;
}

/** What a report says at one place, as the readers keep it: `/report/transaction[2]/amount_local`, its line, its value. */
export interface StatedLeaf {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

interface Draft {
  readonly name: string;
  readonly attributes: TreeAttribute[];
  readonly children: Map<string, Draft>;
  text: string;
  origin: Locator;
}

/** Elements inside one another; a reader takes no more either. */
const depthMax = 64;

/** Rebuilds elements from what a reader kept of them. The leaves must come in the order of the file. Errors: see `plantLeaves`. */
export function treesFromLeaves(leaves: Iterable<StatedLeaf>, file: string): readonly TreeElement[] {
  const placed = [...leaves].map(({ path, line, value }) => ({ path, value, origin: { file, line, path } }));
  return plantLeaves(placed);
}

/**
 * Elements that say just these leaves, in the order in which the leaves come. Error VALUE_UNREADABLE, with its place, where a path is none of an
 * element.
 */
export function plantLeaves(leaves: readonly PlacedLeaf[]): readonly TreeElement[] {
  const roots = new Map<string, Draft>();
  for (const leaf of leaves) plantLeaf(roots, leaf);
  return [...roots.values()].map(finish);
}

const attribute = /^@[\p{L}_:][\p{L}\p{N}._:-]*$/u;
const step = /^[\p{L}_][\p{L}\p{N}._:-]*(\[[1-9]\d*\])?$/u;

function plantLeaf(roots: Map<string, Draft>, { path, value, origin }: PlacedLeaf): void {
  const steps = path.split("/").slice(1);
  const last = steps.at(-1) ?? "";
  const names = last.startsWith("@") || last === "text()" ? steps.slice(0, -1) : steps;
  const isAttribute = last.startsWith("@");
  if (
    (isAttribute && !attribute.test(last)) ||
    names.length < 1 ||
    names.length > depthMax ||
    !names.every((name) => step.test(name))
  ) {
    fail("VALUE_UNREADABLE", {
      found: path,
      expected: "the path of an element, such as /report/transaction[2]/amount_local",
      where: origin,
    });
  }
  let siblings = roots;
  let element: Draft | undefined;
  for (const name of names) {
    element = siblings.get(name) ?? startDraft(name, origin);
    siblings.set(name, element);
    siblings = element.children;
  }
  if (element === undefined) return;
  if (isAttribute) {
    element.attributes.push({ name: last.slice(1), value });
    return;
  }
  element.text = value;
  element.origin = origin;
}

function startDraft(name: string, { file, line }: Locator): Draft {
  const origin = { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
  return { name: name.replace(/\[\d+\]$/, ""), attributes: [], children: new Map(), text: "", origin };
}

/** The depth is bounded where leaves are placed. */
function finish({ name, attributes, children, text, origin }: Draft): TreeElement {
  return { name, attributes, children: [...children.values()].map(finish), text, origin };
}
