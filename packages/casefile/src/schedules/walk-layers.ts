import type { Conversion } from "@tributary/domain";
import type { TraceResult } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import type { CaseView } from "./case-view.ts";

/**
 * How many hops each account is from the claims, in the result of one rule: one more than the account that first paid it traced
 * value; 0 for the payers of seeds and for seeded accounts (specification, section 5).
 */
export function walkLayers(view: CaseView, answer: AnsweredRequest, result: TraceResult): ReadonlyMap<string, number> {
  const layers = new Map<string, number>();
  for (const claim of answer.request.claims) if ("account" in claim) layers.set(claim.account, 0);
  const applied = new Set(result.conversions.map((row) => row.conversion));
  const conversions = view.contents.ledger.conversions.filter((conversion) => applied.has(conversion.id));
  const convertedIn = new Map(
    conversions.flatMap((conversion) => conversion.inTransfers.map((name) => [name, conversion] as const)),
  );
  const convertedOut = new Set(conversions.flatMap((conversion) => conversion.outTransfers));
  for (const name of new Set(result.flows.map((flow) => flow.transfer))) {
    const transfer = view.transfers.get(name);
    if (transfer === undefined) continue;
    const payer = payerOf(transfer.from, convertedIn.get(name));
    const layer = layers.get(payer) ?? 0;
    layers.set(payer, layer);
    if (!convertedOut.has(name) && !layers.has(transfer.to)) layers.set(transfer.to, layer + 1);
  }
  return layers;
}

function payerOf(from: string, conversion: Conversion | undefined): string {
  return conversion === undefined ? from : conversion.account;
}
