import { hasWords, type XmlElement } from "@tributary/bank-kit";
import type { ErrorCode } from "@tributary/domain";
import { type ContentType, type ElementParticle, elementsOf, type Structure, type ValueRule } from "../structure/structure.ts";
import { valueFault } from "../structure/value-fault.ts";
import type { CheckRule } from "./check-rules.ts";
import { type ContentFault, contentFaults } from "./content-check.ts";
import { contentMatches } from "./content-match.ts";
import type { Advise } from "./nearest.ts";
import { shownValue } from "./shown-value.ts";

/** Where a remark belongs: an element, or what is missing inside of one. */
export interface RemarkPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong. */
export interface StructureRemark {
  readonly rule: CheckRule;
  readonly code: ErrorCode;
  readonly place: RemarkPlace;
  readonly found: string;
  readonly expected: string;
  readonly allowed?: readonly string[] | undefined;
  readonly hint?: string | undefined;
}

/** Told of each thing that is wrong. */
export type Tell = (remark: StructureRemark) => void;

/** Values of a list that are shown as allowed. */
const allowedShownMax = 12;

export interface ElementCheck {
  readonly structure: Structure;
  readonly tell: Tell;
  readonly advise: Advise;
  /** Rules beside the structure, for every element that has children. */
  readonly visit?: (element: XmlElement, type: ContentType, tell: Tell) => void;
}

/** Checks an element and everything in it against its type. The depth is bounded by the parser. */
export function checkElement(element: XmlElement, typeName: string, check: ElementCheck): void {
  const { structure, tell, advise } = check;
  checkAttributes(element, tell);
  const type = structure.typeOf(typeName);
  if (type.kind === "value") {
    checkShape(element, tell);
    if (element.children.length > 0) return;
    checkValue(element, type.rule, check);
    return;
  }
  checkLooseText(element, tell);
  if (!contentMatches(element.children, type)) {
    const children = element.children.map(({ name }) => ({ name, count: 1 }));
    tellContent(contentFaults(children, type), { parent: element, places: element.children, type, tell, advise });
  }
  const known = particlesOf(type);
  for (const child of element.children) {
    const particle = known.get(child.name);
    if (particle !== undefined && particle.max !== 0) checkElement(child, particle.is, check);
  }
  check.visit?.(element, type, tell);
}

const particleMaps = new WeakMap<ContentType, ReadonlyMap<string, ElementParticle>>();

/** The first particle of each name. */
export function particlesOf(type: ContentType): ReadonlyMap<string, ElementParticle> {
  const known = particleMaps.get(type);
  if (known !== undefined) return known;
  const particles = new Map<string, ElementParticle>();
  for (const particle of elementsOf(type)) if (!particles.has(particle.name)) particles.set(particle.name, particle);
  particleMaps.set(type, particles);
  return particles;
}

interface ContentPlaces {
  readonly parent: RemarkPlace;
  readonly places: readonly (RemarkPlace & { readonly name: string })[];
  readonly type: ContentType;
  readonly tell: Tell;
  readonly advise: Advise;
}

/** Tells the faults of one element's children, in their order. */
export function tellContent(faults: readonly ContentFault[], { parent, places, type, tell, advise }: ContentPlaces): void {
  for (const fault of faults) {
    if (fault.kind === "missing") tell(missingRemark(fault.names, parent));
    else {
      const child = places[fault.index];
      if (child !== undefined) tell({ place: child, ...childRemark(fault, child.name, { type, advise }) });
    }
  }
}

function missingRemark(names: readonly string[], parent: RemarkPlace): StructureRemark {
  const path = `${parent.path}/${names.join("|")}`;
  const expected = names.length === 1 ? `<${names[0]}>` : `one of ${names.map((name) => `<${name}>`).join(", ")}`;
  return { rule: "missing", code: "FIELD_MISSING", place: { ...parent, path }, found: "nothing", expected };
}

type ChildFault = Exclude<ContentFault, { kind: "missing" }>;

function childRemark(
  fault: ChildFault,
  name: string,
  near: Pick<ContentPlaces, "type" | "advise">,
): Omit<StructureRemark, "place"> {
  const code = "VALUE_UNREADABLE";
  switch (fault.kind) {
    case "unknown":
      return unknownRemark(name, near);
    case "switched-off":
      return {
        rule: "switched-off",
        code: "FIELD_UNKNOWN",
        found: `<${name}>`,
        expected: "nothing: this edition does not use the element",
      };
    case "misplaced":
      return { rule: "order", code, found: `<${name}> out of place`, expected: `<${name}> ${fault.relation} <${fault.other}>` };
    case "too-many":
      return { rule: "too-many", code, found: `one more <${name}>`, expected: `at most ${fault.max}` };
    case "excluded":
      return { rule: "choice", code, found: `<${name}> beside <${fault.chosen}>`, expected: "one of the two" };
  }
}

function unknownRemark(name: string, { type, advise }: Pick<ContentPlaces, "type" | "advise">): Omit<StructureRemark, "place"> {
  const names = elementsOf(type).flatMap((particle) => (particle.max === 0 ? [] : [particle.name]));
  const near = advise(`<${type.name}>`, name, new Set(names));
  const hint = near[0] === undefined ? undefined : `perhaps <${near[0]}> was meant`;
  const allowed = near.length === 0 ? undefined : near;
  return {
    rule: "unknown-element",
    code: "FIELD_UNKNOWN",
    found: `<${name}>`,
    expected: "an element that this edition knows here",
    allowed,
    hint,
  };
}

function checkShape({ children }: XmlElement, tell: Tell): void {
  for (const child of children) {
    tell({
      rule: "shape",
      code: "FIELD_UNKNOWN",
      place: child,
      found: `<${child.name}>`,
      expected: "text, and no element inside it",
    });
  }
}

function checkLooseText(element: XmlElement, tell: Tell): void {
  if (!hasWords(element)) return;
  const text = element.text.trim();
  tell({
    rule: "shape",
    code: "VALUE_UNREADABLE",
    place: element,
    found: `${shownValue(text, "text")} of text`,
    expected: "elements, and no text beside them",
  });
}

/** Attributes that belong to XML itself. */
const attributeForm = /^(xmlns:\w|xsi:(schemaLocation|noNamespaceSchemaLocation|type)$|xml:)/;

/** The attributes of an element; its children are checked as they come. */
export function checkAttributes(element: XmlElement, tell: Tell): void {
  if (element.attributes.length === 0) return;
  for (const { name, value } of element.attributes) {
    if (attributeForm.test(name) || (name === "xmlns" && value === "")) continue;
    const place = { ...element, path: `${element.path}/@${name}` };
    if (name === "xmlns") {
      const expected = "no namespace: goAML elements have none";
      tell({ rule: "namespace", code: "VALUE_UNREADABLE", place, found: value, expected });
    } else if (name === "xsi:nil") {
      tell({
        rule: "attribute",
        code: "FIELD_UNKNOWN",
        place,
        found: "xsi:nil",
        expected: "the element left out where it is not known",
      });
    } else tell({ rule: "attribute", code: "FIELD_UNKNOWN", place, found: name, expected: "no attributes" });
  }
}

function checkValue(element: XmlElement, rule: ValueRule, { structure, tell, advise }: ElementCheck): void {
  const fault = valueFault(element.text, rule, structure.codesOf);
  if (fault === null) return;
  const { kind, code, expected } = fault;
  const found = shownValue(element.text, kind);
  const { allowed, hint } = rule.codes === null ? {} : codeAdvice(element.text, rule.codes, { structure, advise });
  tell({ rule: kind, code, place: element, found, expected, allowed, hint: fault.hint ?? hint });
}

/** A short list whole; of a long one what is nearest. */
function codeAdvice(
  text: string,
  name: string,
  { structure, advise }: Pick<ElementCheck, "structure" | "advise">,
): Pick<StructureRemark, "allowed" | "hint"> {
  const list = structure.codesOf(name);
  const near = advise(name, text, list);
  const hint = near[0] === undefined ? undefined : `perhaps ${near[0]} was meant`;
  if (list.size <= allowedShownMax) return { allowed: [...list], hint };
  return near.length === 0 ? {} : { allowed: near, hint };
}
