import { particlesOf } from "../check/structure-check.ts";
import type { Structure, ValueRule } from "../structure/structure.ts";
import type { CodeWords } from "./code-words.ts";
import { type Clocks, restateTime } from "./restate-time.ts";
import type { TreeElement } from "./tree.ts";

/** From one profile's codes to another's. */
export interface CodeConversion {
  readonly from: CodeWords;
  readonly to: CodeWords;
  readonly structure: Structure;
  readonly clocks: Clocks;
  /** Two editions of one country keep their codes. */
  readonly isSameCountry: boolean;
  /** Codes that the operator has given: `role:A` is `PAH`. They come before everything else. */
  readonly stated: ReadonlyMap<string, string>;
}

/** A code that has no counterpart, or more than one, or a time whose zone nobody knows. */
interface LostValue {
  readonly kind: "code" | "time";
  readonly element: TreeElement;
  readonly path: string;
  readonly expected: string;
}

export interface Converted {
  readonly element: TreeElement;
  readonly lost: readonly LostValue[];
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
  const lost: LostValue[] = [];
  return { element: convert(element, place, { ...conversion, lost }), lost };
}

type Conversion = CodeConversion & { readonly lost: LostValue[] };

/** The depth is bounded by what made the tree. */
function convert(element: TreeElement, { is, path }: { is: string; path: string }, context: Conversion): TreeElement {
  const type = context.structure.typeOf(is);
  if (type.kind === "value") return element;
  const particles = particlesOf(type);
  const children = element.children.flatMap((child) => {
    const particle = particles.get(child.name);
    if (particle === undefined) return [child];
    const at = { is: particle.is, path: `${path}/${child.name}` };
    const type = context.structure.typeOf(particle.is);
    if (type.kind === "content") return [convert(child, at, context)];
    const converted = convertValue(child, { rule: type.rule, path: at.path }, context);
    return converted === null ? [] : [converted];
  });
  return { ...element, children };
}

interface ValuePlace {
  readonly rule: ValueRule;
  readonly path: string;
}

function convertValue(element: TreeElement, place: ValuePlace, context: Conversion): TreeElement | null {
  const { rule, path } = place;
  if (rule.base === "time") return convertTime(element, path, context);
  // Some checkers refuse the word where an edition fixes a flag at 1.
  if (rule.fixed === "1" && element.text === "true") return { ...element, text: "1" };
  return convertCode(element, { list: rule.codes, path }, context);
}

function convertTime(element: TreeElement, path: string, { clocks, lost }: Conversion): TreeElement | null {
  const text = restateTime(element.text, clocks);
  if (text !== null) return { ...element, text };
  lost.push({
    kind: "time",
    element,
    path,
    expected: "a time whose offset is known: state the zone offset by which it was read",
  });
  return null;
}

function convertCode(
  element: TreeElement,
  { list, path }: { readonly list: string | null; readonly path: string },
  context: Conversion,
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
  lost.push({ kind: "code", element, path, expected: `${known}${choice}; state it as ${name}:${text}` });
  return null;
}
