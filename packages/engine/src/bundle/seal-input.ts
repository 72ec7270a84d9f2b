import type { AnnexEntry, CaseContents } from "@tributary/casefile";

/** What a case is sealed from: the contents of the bundle, and what is kept apart from it. */
export interface SealInput extends CaseContents {
  /** Who reported what, by opaque record id. Where it is empty no annex is made. */
  readonly annex: readonly AnnexEntry[];
}
