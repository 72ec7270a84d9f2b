import { rules2, rules5 } from "../generated/modules.ts";
import { instantiate, type LinearMemory } from "../web-assembly.ts";
import type { AtomsLimbs } from "./layout.ts";

/** What assembly/rules.ts exports. Addresses, counts and labels are numbers. */
export interface RulesModule {
  readonly scratchBytes: (claimCount: number) => number;
  readonly logBytesMin: (claimCount: number) => number;
  readonly blocksBytesMin: (claimCount: number) => number;
  readonly lotsBytesMin: (claimCount: number) => number;
  /** Records of holdings stand 2 to this power apart under a rule, which has a number. */
  readonly recordShift: (rule: number) => number;
  readonly prepare: (block: number, logFrom: number, logLimit: number) => void;
  readonly layOpenings: () => void;
  readonly extendLots: (from: number, limit: number) => void;
  readonly extendBlocks: (from: number, limit: number) => void;
  /** See `stepEnd`. */
  readonly step: (eventsMax: number) => number;
  readonly placeReached: () => number;
  readonly recordCount: () => number;
  readonly clearLog: () => void;
  readonly readHeld: (from: number) => number;
  readonly put: (holding: number, label: number, atoms: number) => void;
  readonly pay: (holding: number, atoms: number) => void;
  readonly label: (holding: number, claim: number) => void;
  readonly list: (holding: number) => void;
}

/** How a step of the kernel ended. */
export const stepEnd = { done: 0, paused: 1, logFull: 2, noLots: 3, noBlocks: 4, broken: 5 } as const;

const idle = new WeakMap<LinearMemory, Map<AtomsLimbs, RulesModule[]>>();

/** Lends an instance over a memory to one run alone: an instance keeps the state of its run. */
export function borrowRules(memory: LinearMemory, limbs: AtomsLimbs): RulesModule {
  return idleOf(memory, limbs).pop() ?? instantiateRules(memory, limbs);
}

export function returnRules(memory: LinearMemory, limbs: AtomsLimbs, module: RulesModule): void {
  idleOf(memory, limbs).push(module);
}

function idleOf(memory: LinearMemory, limbs: AtomsLimbs): RulesModule[] {
  let ofMemory = idle.get(memory);
  if (ofMemory === undefined) {
    ofMemory = new Map();
    idle.set(memory, ofMemory);
  }
  const known = ofMemory.get(limbs);
  if (known !== undefined) return known;
  const added: RulesModule[] = [];
  ofMemory.set(limbs, added);
  return added;
}

function instantiateRules(memory: LinearMemory, limbs: AtomsLimbs): RulesModule {
  return instantiate(limbs === 2 ? rules2 : rules5, memory) as unknown as RulesModule;
}
