/** The structure of one edition of goAML as facts: what stands in what, how often, in which order, with which values. */
export interface Structure {
  /** `ae-5.0.2`, also the name of its file in `structures/`. */
  readonly edition: string;
  /** What the edition calls itself, such as `5.0.2`. */
  readonly schemaVersion: string;
  readonly roots: Readonly<Record<DocumentKind, readonly RootElement[]>>;
  /** The type of that name. Error VALUE_UNREADABLE where there is none: names come from this structure itself. */
  readonly typeOf: (name: string) => ElementType;
  /** Names of all content types, in the file's order. */
  readonly contentNames: readonly string[];
  /** Codes of a list, in the edition's order. */
  readonly codesOf: (list: string) => ReadonlySet<string>;
}

/** A report with a header, or transactions alone. */
export type DocumentKind = "report" | "reportdata";

export interface RootElement {
  readonly element: string;
  readonly is: string;
}

export type ElementType = ContentType | ValueType;

/** An element with children: the particles stand one after the other. */
export interface ContentType {
  readonly kind: "content";
  readonly name: string;
  readonly particles: readonly Particle[];
}

/** An element with text. */
export interface ValueType {
  readonly kind: "value";
  readonly name: string;
  readonly rule: ValueRule;
}

export type Particle = ElementParticle | GroupParticle;

export interface ElementParticle {
  readonly kind: "element";
  readonly name: string;
  /** The name of its type, for `typeOf`. */
  readonly is: string;
  readonly min: number;
  /** Null is without bound; 0 says that this edition has switched the element off. */
  readonly max: number | null;
  /** The lowest software version of the FIU that reads the element, such as `5.1`. */
  readonly since: string | null;
  /** Another element says the same in a newer way. */
  readonly isOld: boolean;
}

/** Stands once, or may be left out where `min` is 0. Repetition is always that of an element. */
export interface GroupParticle {
  readonly kind: "sequence" | "choice";
  readonly min: 0 | 1;
  readonly parts: readonly Particle[];
}

type ValueBase = "text" | "boolean" | "integer" | "decimal" | "time";

/** What an element's text may be. Lengths count characters; bounds are decimal texts, never JS numbers. */
export interface ValueRule {
  readonly base: ValueBase;
  readonly minLength: number;
  readonly maxLength: number | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly fractionDigits: number | null;
  readonly pattern: ValuePattern | null;
  /** The name of the code list that holds every allowed value. */
  readonly codes: string | null;
  /** The only value allowed. */
  readonly fixed: string | null;
}

export interface ValuePattern {
  readonly name: string;
  /** The rule in words, for findings. */
  readonly words: string;
  readonly matches: (text: string) => boolean;
}

/** The elements of a type in order, groups resolved: what a writer walks along. */
export function elementsOf(type: ContentType): readonly ElementParticle[] {
  return type.particles.flatMap(elementsIn);
}

/** The elements of a particle in order. */
export function elementsIn(particle: Particle): readonly ElementParticle[] {
  return particle.kind === "element" ? [particle] : particle.parts.flatMap(elementsIn);
}

/** Whether nothing at all satisfies a particle. */
export function mayBeEmpty(particle: Particle): boolean {
  if (particle.min === 0) return true;
  if (particle.kind === "element") return false;
  return particle.kind === "choice" ? particle.parts.some(mayBeEmpty) : particle.parts.every(mayBeEmpty);
}
