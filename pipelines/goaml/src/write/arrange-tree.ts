import { nearestWords } from "../check/nearest.ts";
import { isNewer } from "../check/profile-rules.ts";
import { particlesOf } from "../check/structure-check.ts";
import type { MandatoryField } from "../goaml-profile.ts";
import type { ElementParticle, Structure } from "../structure/structure.ts";
import { valueFault } from "../structure/value-fault.ts";
import { placeChildren } from "./place-children.ts";
import { childNames, type TreeElement } from "./tree.ts";
import type { ProblemKind, TreeProblem } from "./tree-problem.ts";
import { sayableText } from "./xml-text.ts";

export interface Arrangement {
  /** The element with everything that it says, in the order of the edition. */
  readonly element: TreeElement;
  readonly problems: readonly TreeProblem[];
}

export interface ArrangeOptions {
  readonly structure: Structure;
  /** Elements that the FIU's software of this version does not read are left out and told. Null writes all. */
  readonly lowestSupported: string | null;
  /** Asked of what has no place in the edition: what is dropped is told like the rest, and is not in the result. */
  readonly isDropped: (problem: TreeProblem) => boolean;
  /** Fields that the FIU asks for and its structure does not. */
  readonly mandatory: readonly MandatoryField[];
}

export interface ArrangePlace {
  /** The name of the element's type in the structure. */
  readonly is: string;
  /** The element's own path in the written file. */
  readonly path: string;
  readonly within: readonly TreeElement[];
}

/**
 * Puts an element and all in it into the order of its type, and says all that keeps it from being what the edition asks for. Nothing is
 * dropped but what `lowestSupported` and `isDropped` say: what has no place stands behind the sibling that it follows in the edition, or last.
 */
export function arrangeTree(element: TreeElement, place: ArrangePlace, options: ArrangeOptions): Arrangement {
  const problems: TreeProblem[] = [];
  return { element: new Arranging(options, problems).arrange(element, place), problems };
}

const codesShownMax = 40;
const nearestShownMax = 5;

class Arranging {
  private readonly options: ArrangeOptions;
  private readonly problems: TreeProblem[];

  constructor(options: ArrangeOptions, problems: TreeProblem[]) {
    this.options = options;
    this.problems = problems;
  }

  /** The depth is bounded by what made the tree. */
  arrange(element: TreeElement, place: ArrangePlace): TreeElement {
    const within = [...place.within, element];
    const type = this.options.structure.typeOf(place.is);
    this.checkSayable(element, { ...place, within });
    if (type.kind === "value") {
      this.checkValue(element, { ...place, within });
      return element;
    }
    if (element.text.trim() !== "")
      this.tell("value", { path: place.path, within, found: element.text, expected: "no text beside child elements" });
    const kept = element.children.filter((child) => this.isRead(child, particlesOf(type), { ...place, within }));
    const placement = placeChildren(kept, type.particles);
    const ordered = [...placement.placed.map((child) => child.element), ...placement.unknown];
    const names = childNames(ordered);
    const arranged = ordered.flatMap((child, index) => {
      const path = `${place.path}/${names[index] ?? child.name}`;
      const particle = placement.placed[index]?.particle;
      if (particle === undefined) return this.keepUnknown(child, { path, within });
      if (placement.misplaced.includes(child) && this.dropsMisplaced(child, { path, within, particle })) return [];
      return [this.arrange(child, { is: particle.is, path, within })];
    });
    for (const missing of placement.missing)
      this.tellMissing(missing, { path: place.path, within, particles: particlesOf(type) });
    this.checkMandatory(type.name, arranged, { ...place, within });
    return { ...element, children: arranged };
  }

  private checkMandatory(type: string, children: readonly TreeElement[], { path, within }: ArrangePlace): void {
    for (const { element, reason } of this.options.mandatory) {
      const [parent, name = ""] = element.split("/");
      const isStated = children.some(
        (child) => child.name === name && (child.children.length > 0 || !/^\s*-*\s*$/.test(child.text)),
      );
      if (parent !== type || isStated) continue;
      const expected = `a value: the FIU asks for it${reason === null ? "" : `, ${reason}`}`;
      this.tell("missing", { code: "FIELD_MISSING", path: `${path}/${name}`, within, found: "nothing", expected });
    }
  }

  /** Told and left out where the FIU's software is too old for it. */
  private isRead(child: TreeElement, particles: ReadonlyMap<string, ElementParticle>, place: ArrangePlace): boolean {
    const { lowestSupported } = this.options;
    if (lowestSupported === null) return true;
    const since = particles.get(child.name)?.since ?? null;
    if (since === null || !isNewer(since, lowestSupported)) return true;
    const expected = `software ${since} or later, which reads <${child.name}>; it is left out for ${lowestSupported}`;
    this.tell("left-out", {
      path: `${place.path}/${child.name}`,
      within: [...place.within, child],
      found: `software ${lowestSupported}`,
      expected,
    });
    return false;
  }

  private checkValue(element: TreeElement, { is, path, within }: ArrangePlace): void {
    const type = this.options.structure.typeOf(is);
    if (type.kind !== "value") return;
    if (element.children.length > 0) this.tell("value", { path, within, found: "child elements", expected: "a value" });
    const fault = valueFault(element.text, type.rule, this.options.structure.codesOf);
    if (fault === null) return;
    const { code, expected, hint } = fault;
    const found = element.text === "" ? "nothing" : element.text;
    const allowed = this.allowedFor(type.rule.codes, element.text);
    this.tell("value", { code, path, within, found, allowed, expected: hint === null ? expected : `${expected}; ${hint}` });
  }

  /** A list that can be read at a glance, else what is nearest to the text. */
  private allowedFor(list: string | null, text: string): readonly string[] {
    if (list === null) return [];
    const codes = this.options.structure.codesOf(list);
    return codes.size <= codesShownMax || text === ""
      ? [...codes].slice(0, codesShownMax)
      : nearestWords(text, codes, nearestShownMax);
  }

  private checkSayable(element: TreeElement, { path, within }: ArrangePlace): void {
    for (const text of [element.text, ...element.attributes.map(({ value }) => value)]) {
      const sayable = sayableText(text);
      if (!sayable.ok) this.tell("value", { ...sayable.refusal, path, within });
    }
  }

  private keepUnknown(
    child: TreeElement,
    place: { readonly path: string; readonly within: readonly TreeElement[] },
  ): readonly TreeElement[] {
    const within = [...place.within, child];
    const { edition } = this.options.structure;
    const isDropped = this.tell("unknown", {
      ...place,
      within,
      code: "FIELD_UNKNOWN",
      found: `<${child.name}>`,
      expected: `an element of ${edition} here`,
    });
    if (isDropped) return [];
    this.checkAllSayable(child, { ...place, is: "", within: place.within });
    return [child];
  }

  private checkAllSayable(element: TreeElement, place: ArrangePlace): void {
    const within = [...place.within, element];
    this.checkSayable(element, { ...place, within });
    for (const child of element.children) this.checkAllSayable(child, { ...place, path: `${place.path}/${child.name}`, within });
  }

  private dropsMisplaced(
    child: TreeElement,
    place: { path: string; within: readonly TreeElement[]; particle: ElementParticle },
  ): boolean {
    const { max, name } = place.particle;
    const { edition } = this.options.structure;
    const expected =
      max === 0
        ? `no <${name}>: ${edition} has it switched off`
        : `<${name}> at most ${max ?? "any number of"} times, and not beside what stands for it`;
    return this.tell("misplaced", { path: place.path, within: [...place.within, child], found: `<${name}>`, expected });
  }

  private tellMissing(
    names: readonly string[],
    {
      path,
      within,
      particles,
    }: { path: string; within: readonly TreeElement[]; particles: ReadonlyMap<string, ElementParticle> },
  ): void {
    const is = particles.get(names[0] ?? "")?.is;
    const type = is === undefined ? undefined : this.options.structure.typeOf(is);
    const allowed = this.allowedFor(type?.kind === "value" ? type.rule.codes : null, "");
    const expected = names.length === 1 ? `a value: ${this.options.structure.edition} asks for it` : `one of ${names.join(", ")}`;
    this.tell("missing", {
      code: "FIELD_MISSING",
      path: `${path}/${names.join(" or ")}`,
      within,
      found: "nothing",
      expected,
      allowed,
    });
  }

  /** Whether the element is dropped. */
  private tell(kind: ProblemKind, problem: Partial<TreeProblem> & Omit<TreeProblem, "kind" | "code" | "allowed">): boolean {
    const told: TreeProblem = { code: "VALUE_UNREADABLE", allowed: [], ...problem, kind };
    this.problems.push(told);
    return this.options.isDropped(told);
  }
}
