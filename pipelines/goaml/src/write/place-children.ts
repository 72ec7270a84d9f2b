import { type ElementParticle, elementsIn, mayBeEmpty, type Particle } from "../structure/structure.ts";
import type { TreeElement } from "./tree.ts";

/** A child with the particle that takes it. */
interface PlacedChild {
  readonly element: TreeElement;
  readonly particle: ElementParticle;
}

/** The children of one element in the order of its type. */
export interface Placement {
  readonly placed: readonly PlacedChild[];
  /** Children that the type knows, and has no room for. They stand in `placed` too. */
  readonly misplaced: readonly TreeElement[];
  /** Children that the type does not know; they stand behind all others. */
  readonly unknown: readonly TreeElement[];
  /** Names of which one must stand here, and none does. */
  readonly missing: readonly (readonly string[])[];
}

/**
 * Puts children into the order that their parent's type states. Children of one name keep their order. Where the type has alternatives, the
 * one that takes most of the children counts, then the one that misses least, then the first.
 */
export function placeChildren(children: readonly TreeElement[], type: readonly Particle[]): Placement {
  const known = firstParticles(type);
  const bag = new Map<string, TreeElement[]>();
  const unknown: TreeElement[] = [];
  for (const child of children) {
    if (!known.has(child.name)) unknown.push(child);
    else {
      const waiting = bag.get(child.name);
      if (waiting === undefined) bag.set(child.name, [child]);
      else waiting.push(child);
    }
  }
  const taking: Taking = { bag, placed: [], missing: [] };
  for (const particle of type) take(particle, taking);
  const misplaced = [...bag.values()].flat();
  const placed = misplaced.length === 0 ? taking.placed : insertMisplaced(taking.placed, { misplaced, known });
  return { placed, misplaced, unknown, missing: taking.missing };
}

interface Taking {
  readonly bag: Map<string, TreeElement[]>;
  readonly placed: PlacedChild[];
  readonly missing: (readonly string[])[];
}

function take(particle: Particle, taking: Taking): void {
  if (particle.kind === "element") {
    takeElement(particle, taking);
    return;
  }
  if (particle.min === 0 && !isWanted(particle, taking)) return;
  if (particle.kind === "choice") takeChoice(particle.parts, taking);
  else for (const part of particle.parts) take(part, taking);
}

/** Whether a child waits that the particle takes. */
function isWanted(particle: Particle, taking: Taking): boolean {
  if (particle.kind !== "element") return particle.parts.some((part) => isWanted(part, taking));
  return particle.max !== 0 && (taking.bag.get(particle.name)?.length ?? 0) > 0;
}

function takeElement(particle: ElementParticle, { bag, placed, missing }: Taking): void {
  const waiting = bag.get(particle.name) ?? [];
  const taken = waiting.splice(0, particle.max ?? waiting.length);
  for (const element of taken) placed.push({ element, particle });
  if (taken.length < particle.min) missing.push([particle.name]);
}

function takeChoice(parts: readonly Particle[], taking: Taking): void {
  const wanted = parts.filter((part) => isWanted(part, taking));
  const [only] = wanted;
  if (only === undefined) {
    if (!parts.some(mayBeEmpty)) taking.missing.push(parts.flatMap(startNames));
  } else if (wanted.length === 1) take(only, taking);
  else take(bestOf(wanted, taking), taking);
}

function bestOf(parts: readonly Particle[], taking: Taking): Particle {
  const trials = parts.map((part) => {
    const bag = new Map([...taking.bag].map(([name, waiting]) => [name, [...waiting]]));
    const trial: Taking = { bag, placed: [], missing: [] };
    take(part, trial);
    return { part, taken: trial.placed.length, missed: trial.missing.length };
  });
  return trials.reduce((left, right) =>
    right.taken > left.taken || (right.taken === left.taken && right.missed < left.missed) ? right : left,
  ).part;
}

/** What an alternative begins with: the names that would satisfy a choice. */
function startNames(particle: Particle): readonly string[] {
  if (particle.kind === "element") return particle.max === 0 ? [] : [particle.name];
  if (particle.kind === "choice") return particle.parts.flatMap(startNames);
  const [first] = particle.parts;
  return first === undefined ? [] : startNames(first);
}

interface KnownParticle {
  readonly particle: ElementParticle;
  readonly rank: number;
}

const firstOf = new WeakMap<readonly Particle[], ReadonlyMap<string, KnownParticle>>();

function firstParticles(type: readonly Particle[]): ReadonlyMap<string, KnownParticle> {
  const before = firstOf.get(type);
  if (before !== undefined) return before;
  const known = new Map<string, KnownParticle>();
  for (const particle of type.flatMap(elementsIn)) {
    if (!known.has(particle.name)) known.set(particle.name, { particle, rank: known.size });
  }
  firstOf.set(type, known);
  return known;
}

function insertMisplaced(
  placed: readonly PlacedChild[],
  rest: { readonly misplaced: readonly TreeElement[]; readonly known: ReadonlyMap<string, KnownParticle> },
): readonly PlacedChild[] {
  const rankOf = (name: string): number => rest.known.get(name)?.rank ?? 0;
  const result = [...placed];
  for (const element of rest.misplaced) {
    const particle = rest.known.get(element.name)?.particle;
    if (particle === undefined) continue;
    const behind = result.findLastIndex((other) => rankOf(other.element.name) <= rankOf(element.name));
    result.splice(behind + 1, 0, { element, particle });
  }
  return result;
}
