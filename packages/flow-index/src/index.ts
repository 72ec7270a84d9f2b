export { type BuildOptions, type BuiltIndex, buildIndex, readState } from "./build-index.ts";
export type { IndexLayout } from "./lay-out.ts";
export { type IndexManifest, noNumber } from "./manifest.ts";
export { type FlowIndex, openIndex, openShared, type SharedIndex, type TransferPlace } from "./open-index.ts";
export { readAtoms } from "./read-transfers.ts";
export type { Sides } from "./sides.ts";
export { currentSnapshot, listSnapshots } from "./snapshots.ts";
