import type { ErrorCode } from "@tributary/domain";
import type { TreeElement } from "./tree.ts";

/**
 * What keeps a tree from being a file of the edition:
 * `missing` what must stand somewhere and does not; `misplaced` an element that the edition knows and does not take here (too many, or beside
 * another that excludes it, or switched off); `unknown` one that the edition does not have; `value` a value outside its rule;
 * `left-out` an element that the FIU's software is too old for.
 */
export type ProblemKind = "missing" | "misplaced" | "unknown" | "value" | "left-out";

export interface TreeProblem {
  readonly kind: ProblemKind;
  readonly code: ErrorCode;
  /** The path in the written file: `/report/transaction[2]/t_from/from_country`. Of alternatives, `/report/…/institution_code or swift`. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** The codes that the value may be; empty where it is no code. */
  readonly allowed: readonly string[];
  /** The elements around it, the outermost first; the last one is the element itself or, for what is missing, its parent. */
  readonly within: readonly TreeElement[];
}
