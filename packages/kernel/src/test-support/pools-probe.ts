import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createHeap, createMemory, type Heap, memoryLimit } from "../memory.ts";
import { instantiate } from "../web-assembly.ts";

type Export = (...parameters: readonly number[]) => number;

/** assembly/pools-probe.ts over a memory of its own, and numbers in it. */
export interface PoolsProbe {
  readonly limbs: 2 | 5;
  readonly heap: Heap;
  readonly call: (name: string, ...parameters: readonly number[]) => number;
  /** Bytes of one number. */
  readonly width: number;
  readonly write: (at: number, value: bigint) => void;
  readonly read: (at: number) => bigint;
}

/** Compiles the module; it takes seconds, so once in a test file. */
export function createPoolsProbes(): readonly [PoolsProbe, PoolsProbe] {
  const folder = mkdtempSync(join(tmpdir(), "pools-probe-"));
  try {
    execFileSync(process.execPath, [fileURLToPath(new URL("../../compile-kernel.mjs", import.meta.url)), "pools-probe", folder]);
    return [createProbe(2, folder), createProbe(5, folder)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function createProbe(limbs: 2 | 5, folder: string): PoolsProbe {
  const memory = createMemory();
  const heap = createHeap(memory, { from: 64, limit: memoryLimit });
  const exported = instantiate(readFileSync(join(folder, `pools-probe-${limbs}.wasm`)).toString("base64"), memory.memory);
  return {
    limbs,
    heap,
    width: limbs * 8,
    call: (name, ...parameters) => (exported[name] as Export)(...parameters),
    write: (at, value) => {
      const view = memory.u64(at, limbs);
      for (let limb = 0; limb < limbs; limb += 1) view[limb] = BigInt.asUintN(64, value >> BigInt(64 * limb));
    },
    read: (at) => memory.u64(at, limbs).reduceRight((value, limb) => (value << 64n) | limb, 0n),
  };
}

/** Numbers below 2^32 from a seed, the same on every run. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** An amount of up to `bits` bits: random, or near a power of two, or of limbs that are all ones. */
export function drawAmount(random: (below: number) => number, bits: number): bigint {
  const size = BigInt(random(bits) + 1);
  const kind = random(8);
  if (kind === 0) return (1n << size) - 1n;
  if (kind === 1) return 1n << (size - 1n);
  if (kind === 2) return (1n << (size - 1n)) + 1n;
  if (kind === 3) return BigInt(random(5));
  let value = 0n;
  for (let drawn = 0n; drawn < size; drawn += 32n) value = (value << 32n) | BigInt(random(2 ** 32));
  const cut = BigInt.asUintN(Number(size), value);
  return kind === 4 ? cut & ~0xffff_ffff_ffffn : cut;
}
