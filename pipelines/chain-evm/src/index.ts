export { checkBlock } from "./check-block.ts";
export { type BlockAnswer, type BlockReading, decodeBlock } from "./decode-block.ts";
export { decodeLog, type LogReading } from "./decode-log.ts";
export { type EvmChain, makeEvmChain } from "./evm-chain.ts";
export { parseBlock, parseReceipt, type RpcBlock, type RpcReceipt } from "./rpc-block.ts";
export type { Unread } from "./unread.ts";
