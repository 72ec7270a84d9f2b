import { elementsOf, type Structure } from "../structure/structure.ts";
import type { CodeWords } from "./code-words.ts";
import type { TreeElement } from "./tree.ts";

/** From one profile's codes to another's. */
export interface CodeConversion {
  readonly from: CodeWords;
  readonly to: CodeWords;
  readonly structure: Structure;
  /** Two editions of one country keep their codes. */
  readonly isSameCountry: boolean;
  /** Codes that the operator has given: `role:A` is `PAH`. They come before everything else. */
  readonly stated: ReadonlyMap<string, string>;
}

/** A code that has no counterpart, or more than one. */
export interface LostCode {
  readonly element: TreeElement;
  readonly path: string;
  readonly expected: string;
}

export interface Converted {
  readonly element: TreeElement;
  readonly lost: readonly LostCode[];
}

/** Lists that mean the same in every edition: letters such as `A` in any other list mean something else in each country. */
const sharedLists: ReadonlySet<string> = new Set([
  "submission_type",
  "report_type",
  "currency_type",
  "country_type",
  "gender_type",
]);

/**
 * An element with its codes in those of another profile. Elements whose code cannot be told are left out and named: a
 * letter that stays would say something else.
 */
export function convertCodes(
  element: TreeElement,
  place: { readonly is: string; readonly path: string },
  conversion: CodeConversion,
): Converted {
  const lost: LostCode[] = [];
  return { element: convert(element, place, { ...conversion, lost }), lost };
}

/** The depth is bounded by what made the tree. */
function convert(
  element: TreeElement,
  { is, path }: { is: string; path: string },
  context: CodeConversion & { lost: LostCode[] },
): TreeElement {
  const type = context.structure.typeOf(is);
  if (type.kind === "value") return element;
  const particles = elementsOf(type);
  const children = element.children.flatMap((child) => {
    const particle = particles.find(({ name }) => name === child.name);
    if (particle === undefined) return [child];
    const at = { is: particle.is, path: `${path}/${child.name}` };
    const type = context.structure.typeOf(particle.is);
    if (type.kind === "content") return [convert(child, at, context)];
    const converted = convertValue(child, { list: type.rule.codes, path: at.path }, context);
    return converted === null ? [] : [converted];
  });
  return { ...element, children };
}

function convertValue(
  element: TreeElement,
  { list, path }: { list: string | null; path: string },
  context: CodeConversion & { lost: LostCode[] },
): TreeElement | null {
  const { from, isSameCountry, lost, stated, structure, to } = context;
  const { name, text } = element;
  const isKept = isSameCountry || /^-+$/.test(text);
  const given = stated.get(`${name}:${text}`);
  if (given !== undefined) return { ...element, text: given };
  if (list !== null && (sharedLists.has(list) || (isKept && structure.codesOf(list).has(text)))) return element;
  const word = from.wordOf(name, text);
  const counterparts = word === null ? [] : to.codesOf(name, word);
  const [only] = counterparts;
  if (only !== undefined && counterparts.length === 1) return { ...element, text: only };
  // Without a list any text may stand there, but not one that the other profile reads as a code of its own.
  if (list === null && to.wordOf(name, text) === null) return element;
  const known = word === null ? "a code whose meaning the profile knows" : `a code of ${structure.edition} for ${word}`;
  const choice = counterparts.length > 1 ? `: ${counterparts.join(", ")} all say it` : "";
  lost.push({ element, path, expected: `${known}${choice}; state it as ${name}:${text}` });
  return null;
}
