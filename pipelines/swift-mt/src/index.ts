export { type IngestSwiftMt, ingestSwiftMt, swiftMtFormat } from "./ingest-swift-mt.ts";
export { readSwiftMt, type SwiftMtSource } from "./read-swift-mt.ts";
export { type SwiftMtLimits, swiftMtLimits } from "./swift-mt-limits.ts";
