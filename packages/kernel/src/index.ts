export * from "./columns.ts";
export * from "./memory.ts";
export { instantiate, type LinearMemory } from "./web-assembly.ts";
