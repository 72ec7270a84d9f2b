export { checkBlock } from "./check-block.ts";
export { type BlockAnswer, type BlockReading, decodeBlock } from "./decode-block.ts";
export { decodeLog, type LogReading } from "./decode-log.ts";
export { type EvmChain, makeEvmChain } from "./evm-chain.ts";
export type { EvmIngestReport } from "./evm-report.ts";
export { type IngestEvm, ingestEvm } from "./ingest-evm.ts";
export {
  type RecordedAnswer,
  type RpcRecorder,
  type RpcRecording,
  type RpcServer,
  readRecording,
  recordRpc,
  replayRpc,
  writeRecording,
} from "./recording.ts";
export { parseBlock, parseReceipt, type RpcBlock, type RpcReceipt } from "./rpc-block.ts";
export { type RpcLimits, rpcLimits } from "./rpc-limits.ts";
export type { Unread } from "./unread.ts";
