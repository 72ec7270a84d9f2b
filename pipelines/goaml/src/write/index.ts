export type { WrittenFile } from "./output-file.ts";
export { type WriteTables, writeTables } from "./tables/write-tables.ts";
export { type StatedLeaf, treesFromLeaves } from "./tree-from-leaves.ts";
export { type WriteLimits, writeLimits } from "./write-limits.ts";
export type { WriteFinding, WriteInput, WriteResult } from "./write-result.ts";
