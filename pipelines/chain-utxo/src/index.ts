export { type OpenBitcoinSource, openBitcoinSource } from "./open-bitcoin-source.ts";
export { type OpenBlockFiles, openBlockFiles } from "./open-block-files.ts";
