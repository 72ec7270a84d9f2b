// What opens an index, without what builds one: a question that an index answers loads no more.

export { hasSide, type IndexManifest, noNumber } from "./manifest.ts";
export { type FlowIndex, openIndex, openShared, type SharedIndex, type TransferPlace } from "./open-index.ts";
export { decodeRow, encodeRow } from "./row-text.ts";
export { currentSnapshot, indexFolder, replaceFile } from "./snapshots.ts";
