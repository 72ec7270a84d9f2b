export * from "./trace-request.ts";
export * from "./trace-result.ts";
