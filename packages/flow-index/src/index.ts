export { type BuildOptions, type BuiltIndex, buildIndex } from "./build-index.ts";
export { type FreshIndex, type IndexStatus, indexStatus, openFreshIndex } from "./index-status.ts";
export type { IndexManifest } from "./manifest.ts";
export { type FlowIndex, openIndex, openShared, type SharedIndex } from "./open-index.ts";
export type { Sides } from "./sides.ts";
export { currentSnapshot, listSnapshots } from "./snapshots.ts";
export { type Differences, verifyFiles } from "./verify-files.ts";
export { verifyContent } from "./verify-index.ts";
