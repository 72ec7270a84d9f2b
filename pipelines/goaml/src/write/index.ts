export type { TextSink, WrittenFile } from "./output-file.ts";
export { type WriteTables, writeTables } from "./tables/write-tables.ts";
export type { TreeAttribute, TreeElement } from "./tree.ts";
export { type StatedLeaf, treesFromLeaves } from "./tree-from-leaves.ts";
export type { ProblemKind, TreeProblem } from "./tree-problem.ts";
export { type Judged, type WriteGoaml, type WrittenGoaml, writeGoaml } from "./write-goaml.ts";
export { type WriteLimits, writeLimits } from "./write-limits.ts";
export type { WriteFinding, WriteInput, WriteResult } from "./write-result.ts";
export { type WriteStoredReport, writeStoredReport } from "./write-stored-report.ts";
