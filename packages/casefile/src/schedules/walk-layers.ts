import type { Conversion } from "@tributary/domain";
import type { TraceResult } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import type { CaseView } from "./case-view.ts";

/**
 * How many hops each account is from the claims, in the result of one rule: one more than the account that first paid it traced
 * value; 0 for the payers of seeds and for seeded accounts (specification, section 5). The result states the hops of accounts where
 * value ended; those that only passed it on are walked, in ledger order.
 */
export function walkLayers(view: CaseView, answer: AnsweredRequest, result: TraceResult): ReadonlyMap<string, number> {
  const layers = new Map<string, number>(result.positions.map((row) => [row.account, row.hops]));
  for (const claim of answer.request.claims) {
    if ("account" in claim) for (const account of view.outpoints.standsFor(claim.account)) layers.set(account, 0);
  }
  let waiting = listSteps(view, answer, result);
  for (let isMoving = true; isMoving && waiting.length > 0; ) {
    const left = waiting.filter((step) => !takeStep(layers, step));
    isMoving = left.length < waiting.length;
    waiting = left;
  }
  return layers;
}

interface Step {
  readonly payer: string;
  /** Null where the value goes into a conversion. */
  readonly receiver: string | null;
  readonly isSeed: boolean;
}

/** False where the payer's hop is not known yet: a mode that reorders an instant may have brought its money by a later row. */
function takeStep(layers: Map<string, number>, { payer, receiver, isSeed }: Step): boolean {
  const layer = layers.get(payer) ?? (isSeed ? 0 : undefined);
  if (layer === undefined) return false;
  layers.set(payer, layer);
  if (receiver !== null && !layers.has(receiver)) layers.set(receiver, layer + 1);
  return true;
}

function listSteps(view: CaseView, answer: AnsweredRequest, result: TraceResult): Step[] {
  const seeds = new Set(answer.request.claims.flatMap((claim) => ("account" in claim ? [] : claim.transfers)));
  const applied = new Set(result.conversions.map((row) => row.conversion));
  const conversions = view.contents.ledger.conversions.filter((conversion) => applied.has(conversion.id));
  const convertedIn = new Map(
    conversions.flatMap((conversion) => conversion.inTransfers.map((name): [string, Conversion] => [name, conversion])),
  );
  const convertedOut = new Set(conversions.flatMap((conversion) => conversion.outTransfers));
  return [...new Set(result.flows.map((flow) => flow.transfer))].flatMap((name) => {
    const transfer = view.transfers.get(name);
    if (transfer === undefined) return [];
    const payer = convertedIn.get(name)?.account ?? transfer.from;
    return [{ payer, receiver: convertedOut.has(name) ? null : transfer.to, isSeed: seeds.has(name) }];
  });
}
