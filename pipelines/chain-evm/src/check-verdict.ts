/** What recomputing shows: that a part of a block is what the block's hash stands for, or which check failed and both values. */
export type Verdict = { readonly isProven: true } | ({ readonly isProven: false } & FailedCheck);

export interface FailedCheck {
  /** Of what, in words that follow "the same endpoint's": `receiptsRoot`. */
  readonly check: string;
  readonly found: string;
  readonly expected: string;
}

export const proven: Verdict = { isProven: true };

export function unproven(check: string, values: { readonly found: string; readonly expected: string }): Verdict {
  return { isProven: false, check, ...values };
}

/** Equal texts prove; others are named both. */
export function verdictOf(check: string, values: { readonly found: string; readonly expected: string }): Verdict {
  return values.found === values.expected ? proven : unproven(check, values);
}
