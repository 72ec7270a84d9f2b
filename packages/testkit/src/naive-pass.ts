import type { TracingRule } from "@tributary/trace";
import { passAmounts } from "./naive-amounts.ts";
import type { NaiveClaim } from "./naive-claim.ts";
import { passPoison } from "./naive-poison.ts";
import type { NaiveTally } from "./naive-tally.ts";
import type { NaiveWorld } from "./naive-world.ts";

/** One forward pass under any rule. */
export function passClaims(world: NaiveWorld, rule: TracingRule, claims: readonly NaiveClaim[]): NaiveTally {
  return rule === "poison" ? passPoison(world, claims) : passAmounts(world, rule, claims);
}
