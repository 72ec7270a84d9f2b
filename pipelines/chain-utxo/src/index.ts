export { type OpenBitcoinSource, openBitcoinSource } from "./open-bitcoin-source.ts";
export { type ReadBlockFiles, readBlockFiles } from "./read-block-files.ts";
