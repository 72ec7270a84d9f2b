import { fail } from "@tributary/domain";
import type { FailedCheck } from "./check-verdict.ts";

/** Ends the reading of an endpoint's answer: two things that it says cannot both be. The first is what was expected of the second. */
export function contradict(path: string, first: readonly [string, unknown], second: readonly [string, unknown]): never {
  return fail("SOURCE_INCONSISTENT", {
    found: `${second[0]} ${String(second[1])}`,
    expected: `what the same endpoint answered before: ${first[0]} ${String(first[1])}`,
    where: { path },
  });
}

/** Two answers that should be one. */
export function checkSame(path: string, first: readonly [string, unknown], second: readonly [string, unknown]): void {
  if (first[1] !== second[1]) contradict(path, first, second);
}

/** Ends the reading of an answer that a recomputation does not bear out. */
export function failCheck(path: string, { check, found, expected }: FailedCheck): never {
  return fail("SOURCE_INCONSISTENT", {
    found: `${check}: ${found}`,
    expected: `what the same endpoint answered before: ${check}: ${expected}`,
    where: { path },
  });
}
