// Questions to an open index. Each answers `{ answer, ms, cpuMs }`, `answer` as the C program writes it.
import { NotYet } from "./not-yet.js";

/** Transfers that the money of the seeds can reach: how many, and the sum of their places. */
export function reach() {
  throw new NotYet("reachability over the flow index");
}

/** Final positions of one rule over the whole ledger. */
export function traceRule() {
  throw new NotYet("rules over the flow index");
}

/** All six rules of one question, sharing what they can. */
export function traceTogether() {
  throw new NotYet("all rules of one question");
}
