import { type AccountId, isTransactionHub } from "@tributary/domain";
import type { Opening } from "@tributary/ledger";
import type { TracePlan } from "./plan.ts";

/**
 * Is a holding's opening known in this plan? It is where a known balance covers it. It is too for outpoints and transactions of a UTXO chain: what an outpoint
 * is made with is what it is spent for, and a transaction holds nothing before its inputs.
 */
export function isOpeningKnown(plan: TracePlan, holding: number): boolean {
  if (plan.openings[holding]?.basis === "known") return true;
  const account = plan.accounts[plan.holdings[holding]?.account ?? -1];
  return account !== undefined && isOfUtxoChain(account);
}

function isOfUtxoChain(account: AccountId): boolean {
  return isTransactionHub(account) || account.startsWith("utxo:");
}

/**
 * The plan with the openings of another plan of the same order where `isVaried` says so. The two must share their numbers, as plans of one
 * planner and one order do.
 */
export function varyOpenings(
  known: TracePlan,
  other: TracePlan,
  isVaried: (holding: number) => boolean = (holding) => !isOpeningKnown(known, holding),
): TracePlan {
  const openings = known.openings.map((opening, holding): Opening => {
    const varied = other.openings[holding];
    return varied === undefined || !isVaried(holding) ? opening : varied;
  });
  return { ...known, openings, openingMode: other.openingMode };
}

/** Do the same openings stand in both? Then every rule gives the same answer over both. */
export function haveSameOpenings(a: TracePlan, b: TracePlan): boolean {
  if (a.openingMode !== b.openingMode || a.openings.length !== b.openings.length) return false;
  return a.openings.every((opening, holding) => {
    const other = b.openings[holding];
    return opening.atoms === other?.atoms && opening.assumed === other.assumed && opening.basis === other.basis;
  });
}
