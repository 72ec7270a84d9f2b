import { assert } from "@tributary/domain";
import { makeKeccakModule } from "./keccak-module.ts";

/** What is used of the platform's own, which the language's library of types does not name outside browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
};

/** Bytes of input that are mixed into the state before each permutation: 1600 bits less twice the digest's. */
const rate = 136;
const stateBytes = 200;
const digestBytes = 32;

const { permute, state } = openPermutation();

/** keccak-256 of bytes in hex, `0x…`, as `0x` and 64 digits in lower case. With the padding that Ethereum kept, not that of SHA-3. */
export function keccakOfHex(hex: string): string {
  const bytes = Buffer.from(hex.slice(2), "hex");
  state.fill(0);
  let start = 0;
  for (; bytes.length - start >= rate; start += rate) {
    mix(bytes.subarray(start, start + rate));
    permute();
  }
  const rest = bytes.subarray(start);
  mix(rest);
  state[rest.length] = (state[rest.length] ?? 0) ^ 0x01;
  state[rate - 1] = (state[rate - 1] ?? 0) ^ 0x80;
  permute();
  return `0x${state.toString("hex", 0, digestBytes)}`;
}

function mix(block: Buffer): void {
  for (let index = 0; index < block.length; index += 1) state[index] = (state[index] ?? 0) ^ (block[index] ?? 0);
}

/** One state for the whole process: no hash is left half done. */
function openPermutation(): { readonly permute: () => void; readonly state: Buffer } {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(makeKeccakModule()));
  const run = exports["f"];
  const memory = exports["m"];
  assert(typeof run === "function" && memory instanceof WebAssembly.Memory, "the module exports its function and memory");
  return { permute: () => run(), state: Buffer.from(memory.buffer, 0, stateBytes) };
}
