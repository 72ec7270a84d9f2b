import {
  addError,
  childOf,
  childrenOf,
  leavesOf,
  type RecordCheck,
  type RecordSource,
  statedText,
  type XmlElement,
} from "@tributary/bank-kit";
import { type Digest, digestFields } from "@tributary/domain";

/** An element that was read to its end, with its own text in the file. */
export interface FilePart {
  readonly element: XmlElement;
  readonly raw: string;
}

/** The first element down this way of names. */
export function descend(element: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>((at, name) => (at === undefined ? undefined : childOf(at, name)), element);
}

/** Its stated text; null where nothing is stated. */
export function textAt(element: XmlElement | undefined, ...names: readonly string[]): string | null {
  return statedText(descend(element, ...names));
}

/** Every element down this way of names, whichever of its parents it stands in. */
export function descendAll(element: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  return names.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap((parent) => childrenOf(parent, name)),
    element === undefined ? [] : [element],
  );
}

/** Messages write this where their form demands an identifier and there is none. */
export function identifierAt(element: XmlElement | undefined, ...names: readonly string[]): string | null {
  const text = textAt(element, ...names);
  return text === null || /^not ?provided$/i.test(text) ? null : text;
}

export function recordOf({ element, raw }: FilePart, reference: string | null): RecordSource {
  const { path, line, column } = element;
  return { path, line, column, raw, reference, leaves: leavesOf(element) };
}

/** Over every leaf of a record: its path inside it and its value. */
export function digestContent(source: Pick<RecordSource, "path" | "leaves">): Digest {
  const content = JSON.stringify(source.leaves.map((leaf) => [leaf.path.slice(source.path.length), leaf.value]));
  return digestFields("tributary/iso20022-content/1", [content]);
}

/** Two values where one is needed would be a choice of ours: an error for each beyond the first. */
export function checkSingle(check: RecordCheck, element: XmlElement, names: readonly string[]): void {
  for (const name of names) {
    for (const extra of childrenOf(element, name).slice(1))
      addError(check, extra, { code: "VALUE_UNREADABLE", found: `a second <${name}>`, expected: `one ${name}` });
  }
}
