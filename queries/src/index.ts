export * from "./generated/index.ts";
export type * from "./query.ts";
