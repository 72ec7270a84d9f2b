import { reach2, reach5 } from "../generated/modules.ts";
import type { AtomsLimbs } from "../rules/layout.ts";
import { instantiate, type LinearMemory } from "../web-assembly.ts";

/** What assembly/reach.ts exports. Addresses and counts are numbers. */
export interface ReachModule {
  readonly markStops: (record: number, isOn: boolean) => void;
  readonly startNode: (record: number, node: number) => void;
  readonly walk: (record: number, eventsMax: number) => number;
  readonly setHopZero: (record: number, account: number) => void;
  readonly beginForward: (record: number) => void;
  readonly forward: (record: number, eventsMax: number) => number;
  readonly listReached: (record: number, nodes: number, firsts: number) => number;
  readonly beginBackward: (record: number) => void;
  readonly backward: (record: number, eventsMax: number) => number;
  readonly listSeen: (record: number, places: number) => number;
  readonly listHops: (record: number, accounts: number, hops: number) => number;
  readonly clearPlaces: (record: number) => void;
  readonly markPart: (record: number, from: number, to: number) => number;
  readonly beginPart: (record: number) => void;
  readonly copyPart: (record: number, eventsMax: number) => number;
  readonly closePart: (record: number) => number;
  readonly markSince: (record: number, from: number, to: number) => number;
  readonly beginEnds: (record: number) => number;
  readonly copyEnds: (record: number, eventsMax: number) => number;
  readonly closeEnds: (record: number) => number;
  readonly leavePart: (record: number) => void;
  readonly chainPart: (record: number) => void;
  readonly openAll: (record: number, eventsMax: number) => number;
  readonly closeBooks: (record: number) => number;
  readonly leaveReach: (record: number) => void;
}

export function instantiateReach(memory: LinearMemory, limbs: AtomsLimbs): ReachModule {
  return instantiate(limbs === 2 ? reach2 : reach5, memory) as unknown as ReachModule;
}
