import { parseInstant, type UtcMicros } from "@tributary/domain";
import { type RecordFields, readAny } from "./record-fields.ts";

/** Whose opinion something is, on what evidence, since when, and since when no longer. */
export interface Judgement {
  readonly evidence: string;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly withdrawnAt: UtcMicros | null;
}

export const judgementKeys: readonly string[] = ["evidence", "author", "made_at", "withdrawn_at"];

export function readJudgement(fields: RecordFields): Judgement | null {
  const evidence = fields.required("evidence", readAny);
  const author = fields.required("author", readAny);
  const madeAt = fields.required("made_at", parseInstant);
  const withdrawnAt = fields.optional("withdrawn_at", parseInstant);
  if (madeAt !== null && withdrawnAt !== null && withdrawnAt < madeAt) {
    const expected = "a time at or after made_at";
    fields.complain("withdrawn_at", { code: "VALUE_UNREADABLE", found: "a time before made_at", expected });
  }
  return evidence === null || author === null || madeAt === null ? null : { evidence, author, madeAt, withdrawnAt };
}
