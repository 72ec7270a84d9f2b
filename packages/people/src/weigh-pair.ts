import { assert, type Digest, fail } from "@tributary/domain";
import type { Matcher, Store } from "@tributary/store";
import { compareParties, type PairEvidence } from "./compare-parties.ts";
import { readParties } from "./stored-parties.ts";

export interface WeighPair {
  readonly store: Pick<Store, "query">;
  readonly matcher: Matcher;
  readonly parties: readonly [Digest, Digest];
}

/**
 * Weighs two stored parties, whether or not they share an identifier: the evidence of a judgement on them. Errors: REQUEST_INVALID where the store has no such
 * party, or one is a person and the other an organisation; KEY_MISSING, KEY_WRONG.
 */
export async function weighPair({ store, matcher, parties }: WeighPair): Promise<PairEvidence> {
  const known = await readParties(store, parties);
  const [left, right] = parties.map(
    (id) => known.get(id) ?? fail("REQUEST_INVALID", { found: `no party ${id}`, expected: "the id of a recorded party" }),
  );
  if (left === undefined || right === undefined || left.kind !== right.kind)
    fail("REQUEST_INVALID", { found: "a person and an organisation", expected: "two persons or two organisations" });
  const [evidence] = await compareParties(matcher, [{ left, right }]);
  assert(evidence !== undefined, "one pair has one answer");
  return evidence;
}
