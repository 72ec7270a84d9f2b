// The flow index of a bench ledger: built once from the ledger's tables, kept beside them, opened by whoever asks.
import { NotYet } from "./not-yet.js";

/** The path of the built index of the ledger in `folder`; builds it where it is not there. */
export function ensureIndex() {
  throw new NotYet("the flow index");
}

export function openIndex() {
  throw new NotYet("the flow index");
}
