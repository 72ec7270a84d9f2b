export { openStore, type Store } from "@tributary/store";
export type { SealedBundle } from "./bundle/seal-bundle.ts";
export { type Verdict, type VerifyOptions, verifyBundle } from "./bundle/verify-bundle.ts";
export { addToCase, createCase } from "./case-register.ts";
export { examineStore } from "./examine-store.ts";
export { loadTraceLedger } from "./load-trace-ledger.ts";
export { type Answer, flowsQuestion, traceQuestion } from "./questions.ts";
export { readTraceRequest } from "./read-trace-request.ts";
export { type SealRequest, sealCase } from "./seal-case.ts";
