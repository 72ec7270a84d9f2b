import type { BackwardResult, CompoundFlows, ReportColumns, TraceRequest, TraceResult } from "@tributary/trace";
import type { PlacesAsked } from "./places-in-reach.ts";

/** What reached which compound, and among how many it was looked for. */
export interface CaseFlows extends CompoundFlows {
  readonly asked: PlacesAsked;
}

/** A request of the case with everything that was worked out for it. */
export interface AnsweredRequest {
  /** The request's name in the bundle, `01-case`. */
  readonly id: string;
  readonly name: string;
  readonly request: TraceRequest;
  /** One per rule, in the order of the rules; empty for a backward request. */
  readonly forward: readonly TraceResult[];
  /** One per rule; empty for a forward request. */
  readonly backward: readonly BackwardResult[];
  /** Null for a backward request. */
  readonly flows: CaseFlows | null;
  /** Columns of the report that no rule produces; empty for a backward request. */
  readonly columns: ReportColumns;
}
