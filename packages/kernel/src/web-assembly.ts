/** The parts of the engine's WebAssembly that are used here; the language's own types do not name them outside of browsers. */
interface WebAssemblyEngine {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared: true }) => LinearMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { readonly env: { readonly memory: LinearMemory } },
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Memory of WebAssembly that threads share. */
export interface LinearMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds pages of 64 KiB. */
  grow(pages: number): number;
}

declare const WebAssembly: WebAssemblyEngine;

export function newMemory(pagesMax: number): LinearMemory {
  return new WebAssembly.Memory({ initial: 1, maximum: pagesMax, shared: true });
}

const compiled = new Map<string, object>();

/** An instance of a module (base64) over a memory, and its exports. A module is compiled once in a process. */
export function instantiate(module: string, memory: LinearMemory): Readonly<Record<string, unknown>> {
  let code = compiled.get(module);
  if (code === undefined) {
    code = new WebAssembly.Module(decodeBase64(module));
    compiled.set(module, code);
  }
  return new WebAssembly.Instance(code, { env: { memory } }).exports;
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
