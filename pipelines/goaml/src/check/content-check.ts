import { type ContentType, elementsIn, elementsOf, mayBeEmpty, type Particle } from "../structure/structure.ts";

/** A child by its name; where several of one name follow one another, they may stand as one with their `count`. */
export interface NamedChild {
  readonly name: string;
  readonly count: number;
}

/** What is wrong with the children of one element, by their index. */
export type ContentFault =
  | { readonly kind: "unknown"; readonly index: number }
  | { readonly kind: "switched-off"; readonly index: number }
  /** It belongs `before` or `after` the child `other`. */
  | { readonly kind: "misplaced"; readonly index: number; readonly relation: "before" | "after"; readonly other: string }
  | { readonly kind: "too-many"; readonly index: number; readonly max: number }
  /** The child stands for an alternative to what `chosen` stands for. */
  | { readonly kind: "excluded"; readonly index: number; readonly chosen: string }
  /** One of `names` is missing. */
  | { readonly kind: "missing"; readonly names: readonly string[] };

/**
 * Everything that is wrong with the children of an element, not only the first: unlike a schema validator, a child out of place does not
 * hide what stands behind it. Children that stand right are no part of any fault.
 */
export function contentFaults(children: readonly NamedChild[], type: ContentType): readonly ContentFault[] {
  const { particles, known } = compile(type);
  const faults: ContentFault[] = [];
  const excluded = new Set<number>();
  const presence: Presence = { children, faults, excluded, present: presentNames(children) };
  for (const particle of particles) checkPresence(particle, presence);
  const placed: Placed[] = [];
  for (const [index, { name, count }] of children.entries()) {
    const place = known.get(name);
    if (place === undefined) faults.push({ kind: "unknown", index });
    else if (!excluded.has(index)) placed.push({ ...place, index, name, count });
  }
  addCountFaults(placed, faults);
  addOrderFaults(placed, faults);
  return faults;
}

interface KnownPlace {
  readonly max: number | null;
  /** Position of the element's name in its type. */
  readonly rank: number;
}

interface Placed extends KnownPlace, NamedChild {
  readonly index: number;
}

interface CompiledType {
  readonly particles: readonly Particle[];
  readonly known: ReadonlyMap<string, KnownPlace>;
}

const compiled = new WeakMap<ContentType, CompiledType>();

function compile(type: ContentType): CompiledType {
  const ready = compiled.get(type);
  if (ready !== undefined) return ready;
  const known = new Map<string, KnownPlace>();
  // A name that stands in two alternatives belongs where it stands last: the other one has nothing before it.
  for (const [rank, { name, max }] of elementsOf(type).entries()) known.set(name, { max, rank });
  const fresh = { particles: type.particles, known };
  compiled.set(type, fresh);
  return fresh;
}

function presentNames(children: readonly NamedChild[]): Set<string> {
  return new Set(children.map(({ name }) => name));
}

interface Presence {
  readonly children: readonly NamedChild[];
  readonly faults: ContentFault[];
  readonly excluded: Set<number>;
  readonly present: Set<string>;
}

function checkPresence(particle: Particle, presence: Presence): void {
  if (particle.kind === "element") {
    if (particle.min > 0 && !presence.present.has(particle.name))
      presence.faults.push({ kind: "missing", names: [particle.name] });
    return;
  }
  if (particle.min === 0 && !isPresent(particle, presence.present)) return;
  if (particle.kind === "sequence") for (const part of particle.parts) checkPresence(part, presence);
  else checkChoice(particle.parts, presence);
}

function checkChoice(parts: readonly Particle[], presence: Presence): void {
  const held = parts.map((part) => ({ part, names: namesPresent(part, presence.present), missed: missedBy(part, presence) }));
  const [chosen] = held.toSorted((left, right) => right.names.length - left.names.length || left.missed - right.missed);
  if (chosen === undefined) return;
  if (chosen.names.length === 0) {
    if (!parts.some(mayBeEmpty)) presence.faults.push({ kind: "missing", names: parts.flatMap(startNames) });
    return;
  }
  const own = new Set(chosen.names);
  const others = new Set(held.flatMap(({ names }) => names).filter((name) => !own.has(name)));
  for (const [index, { name }] of presence.children.entries()) {
    if (!others.has(name)) continue;
    presence.faults.push({ kind: "excluded", index, chosen: chosen.names[0] ?? "" });
    presence.excluded.add(index);
  }
  checkPresence(chosen.part, presence);
}

function missedBy(part: Particle, presence: Presence): number {
  const trial: Presence = { ...presence, faults: [], excluded: new Set() };
  checkPresence(part, trial);
  return trial.faults.length;
}

function namesPresent(particle: Particle, present: ReadonlySet<string>): readonly string[] {
  return [...new Set(elementsIn(particle).map(({ name }) => name))].filter((name) => present.has(name));
}

function isPresent(particle: Particle, present: ReadonlySet<string>): boolean {
  return elementsIn(particle).some(({ name }) => present.has(name));
}

/** What an alternative begins with. */
function startNames(particle: Particle): readonly string[] {
  if (particle.kind === "element") return particle.max === 0 ? [] : [particle.name];
  if (particle.kind === "choice") return particle.parts.flatMap(startNames);
  const first = particle.parts.find((part) => !mayBeEmpty(part)) ?? particle.parts[0];
  return first === undefined ? [] : startNames(first);
}

function addCountFaults(placed: readonly Placed[], faults: ContentFault[]): void {
  const counts = new Map<string, number>();
  for (const { index, name, count, max } of placed) {
    const total = (counts.get(name) ?? 0) + count;
    counts.set(name, total);
    if (max === null || total <= max) continue;
    faults.push(max === 0 ? { kind: "switched-off", index } : { kind: "too-many", index, max });
  }
}

/** The fewest children to move: those outside of the longest row of children that already stand in order. */
function addOrderFaults(placed: readonly Placed[], faults: ContentFault[]): void {
  if (placed.every(({ rank }, at) => (placed[at - 1]?.rank ?? 0) <= rank)) return;
  const kept = longestRow(placed);
  const row = [...kept].toSorted((left, right) => left - right).map((at) => ({ at, place: placed[at] ?? placed[0] }));
  const ranks = row.map(({ place }) => place?.rank ?? 0);
  for (const [at, { index, rank }] of placed.entries()) {
    if (kept.has(at)) continue;
    const behind = row[countBelow(ranks, rank + 1)];
    const before = row[countBelow(ranks, rank) - 1];
    const isLate = behind !== undefined && behind.at < at;
    const other = (isLate ? behind : before)?.place?.name ?? "";
    faults.push({ kind: "misplaced", index, relation: isLate ? "before" : "after", other });
  }
}

/** How many of the ranks, which never fall, are below one. */
function countBelow(ranks: readonly number[], rank: number): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranks[middle] ?? 0) < rank) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Indexes of the heaviest subsequence whose ranks never fall. */
function longestRow(placed: readonly Placed[]): ReadonlySet<number> {
  const best: { readonly weight: number; readonly from: number }[] = [];
  /** For each rank the heaviest row that ends with it: names are few, children may be many. */
  const ending = new Map<number, number>();
  const weightOf = (at: number): number => best[at]?.weight ?? 0;
  for (const [at, { rank, count }] of placed.entries()) {
    let from = -1;
    for (const [endRank, end] of ending) if (endRank <= rank && weightOf(end) > weightOf(from)) from = end;
    best.push({ weight: weightOf(from) + count, from });
    const before = ending.get(rank);
    if (before === undefined || weightOf(before) < weightOf(at)) ending.set(rank, at);
  }
  const row = new Set<number>();
  let at = [...ending.values()].reduce((left, right) => (weightOf(right) > weightOf(left) ? right : left));
  while (at >= 0) {
    row.add(at);
    at = best[at]?.from ?? -1;
  }
  return row;
}
