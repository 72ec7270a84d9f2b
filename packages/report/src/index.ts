export type * from "./report-document.ts";
