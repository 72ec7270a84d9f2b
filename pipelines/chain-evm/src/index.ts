export type { EvmIngestReport } from "./evm-report.ts";
export { type EvmSource, type EvmSourceOptions, openEvmSource } from "./evm-source.ts";
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
export { type RpcLimits, rpcLimits } from "./rpc-limits.ts";
export type { Unread } from "./unread.ts";
