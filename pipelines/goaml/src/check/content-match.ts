import { type ContentType, elementsIn, elementsOf, type Particle } from "../structure/structure.ts";

/** Whether children stand as their type says, all of them and nothing else: the usual case, told without looking for faults. */
export function contentMatches(children: readonly { readonly name: string }[], type: ContentType): boolean {
  const { slots, parts } = compile(type);
  const present = presentOf(slots.size);
  let last = -1;
  let run = 0;
  for (const { name } of children) {
    const slot = slots.get(name);
    if (slot === undefined || slot.index < last) return false;
    run = slot.index === last ? run + 1 : 1;
    if (run > slot.max) return false;
    last = slot.index;
    present[slot.index] = 1;
  }
  for (const part of parts) if (!isComplete(part, present)) return false;
  return true;
}

let scratch = new Uint8Array(256);

/** One for all checks, which never run inside one another: nothing is made for an element that is right. */
function presentOf(size: number): Uint8Array {
  if (scratch.length < size) scratch = new Uint8Array(size);
  scratch.fill(0, 0, size);
  return scratch;
}

interface Slot {
  readonly index: number;
  readonly max: number;
}

interface Part {
  readonly kind: Particle["kind"];
  readonly min: number;
  /** Of every element in it. */
  readonly slots: readonly number[];
  readonly parts: readonly Part[];
}

interface Compiled {
  readonly slots: ReadonlyMap<string, Slot>;
  readonly parts: readonly Part[];
}

const compiled = new WeakMap<ContentType, Compiled>();

function compile(type: ContentType): Compiled {
  const ready = compiled.get(type);
  if (ready !== undefined) return ready;
  // A name that stands in two alternatives belongs where it stands last: the other one has nothing before it.
  const last = new Map(elementsOf(type).map(({ name, max }, rank) => [name, { rank, max: max ?? Number.MAX_SAFE_INTEGER }]));
  const ordered = [...last].toSorted(([, left], [, right]) => left.rank - right.rank);
  const slots = new Map(ordered.map(([name, { max }], index) => [name, { index, max }]));
  const fresh = { slots, parts: type.particles.map((particle) => compilePart(particle, slots)) };
  compiled.set(type, fresh);
  return fresh;
}

function compilePart(particle: Particle, slots: ReadonlyMap<string, Slot>): Part {
  const own = new Set(elementsIn(particle).map(({ name }) => slots.get(name)?.index ?? 0));
  const parts = particle.kind === "element" ? [] : particle.parts.map((part) => compilePart(part, slots));
  return { kind: particle.kind, min: particle.min, slots: [...own], parts };
}

function isComplete(part: Part, present: Uint8Array): boolean {
  if (part.kind === "element") return part.min === 0 || present[part.slots[0] ?? 0] === 1;
  if (part.min === 0 && !part.slots.some((slot) => present[slot] === 1)) return true;
  if (part.kind === "sequence") return part.parts.every((inner) => isComplete(inner, present));
  return part.parts.some((inner) => takesAll(inner, part, present) && isComplete(inner, present));
}

/** What is there of the choice is there of this alternative. */
function takesAll(inner: Part, choice: Part, present: Uint8Array): boolean {
  return choice.slots.every((slot) => present[slot] !== 1 || inner.slots.includes(slot));
}
