import { fail } from "@tributary/domain";
import type { Endpoint } from "./endpoint.ts";

/** Errors: SOURCE_UNAVAILABLE where the endpoint does not call the block final itself. */
export type FinalityCheck = (endpoint: Endpoint, number: bigint) => Promise<void>;

/**
 * What counts as final is asked only of endpoints that call it final themselves: one that lags may still follow a branch that the chain has dropped since,
 * and all that it says of it recomputes. `askFinal` tells the number of an endpoint's last final block, null where it has none; it is asked again only
 * for blocks above what it told before.
 */
export function openFinalityCheck(askFinal: (endpoint: Endpoint) => Promise<bigint | null>): FinalityCheck {
  const finalAt = new Map<string, bigint>();
  return async (endpoint, number) => {
    if (number <= (finalAt.get(endpoint.name) ?? -1n)) return;
    const own = await askFinal(endpoint);
    if (own !== null) finalAt.set(endpoint.name, own);
    if (own === null || own < number)
      fail("SOURCE_UNAVAILABLE", {
        found: `${endpoint.name}, whose last final block is ${own ?? "none"}`,
        expected: `an endpoint that calls block ${number} final`,
        where: { path: `block ${number}` },
      });
  };
}
