export { type OpenBitcoinSource, openBitcoinSource } from "./open-bitcoin-source.ts";
