export type { BlockInterval } from "./block-interval.ts";
export type { BlockRef, ChainSource, FinalityRule, SegmentContext } from "./chain-source.ts";
export type { Endpoint, EndpointMetrics, NumberReading, RpcReply } from "./endpoint.ts";
export { type EndpointLimits, endpointLimits } from "./endpoint-limits.ts";
export type { EndpointPool, EndpointPoolOptions, PoolAnswer, PoolQuestion } from "./endpoint-pool.ts";
export type { HttpAnswer, HttpRequest, Scheduler, Transport, TransportBounds } from "./transport.ts";
