import { atomsMax, outpointKey } from "./bitcoin-transaction.ts";
import { type ChainParameters, subsidyAt } from "./chain-parameters.ts";
import { contradict } from "./contradict.ts";
import type { BlockAnswer } from "./rpc-block.ts";

/**
 * Holds an endpoint's word on spent outputs against the block: no output is of more than all that there is, no transaction pays more than it has, and the coinbase claims no more than subsidy and fees.
 * Only as far as all amounts are told. Throws SOURCE_INCONSISTENT.
 */
export function checkAmounts(parameters: ChainParameters, { block, stated }: BlockAnswer): void {
  const [coinbase, ...others] = block.transactions;
  const path = `block ${block.header.height}`;
  let fees = 0n;
  for (const [position, { inputs, outputs }] of others.entries()) {
    const amounts = inputs.map((input) => stated.get(outpointKey(input))?.atoms);
    const known = amounts.filter((amount) => amount !== undefined);
    for (const amount of known)
      if (amount > atomsMax)
        contradict(`${path} transaction ${position + 1}`, ["all that there is, satoshis", atomsMax], ["stated input", amount]);
    if (known.length < amounts.length) return;
    const fee = sum(known) - sum(outputs.map(({ atoms }) => atoms));
    if (fee < 0n)
      contradict(`${path} transaction ${position + 1}`, ["outputs, satoshis", sum(known) - fee], ["stated inputs", sum(known)]);
    fees += fee;
  }
  const allowed = subsidyAt(parameters, block.header.height) + fees;
  const claimed = sum((coinbase?.outputs ?? []).map(({ atoms }) => atoms));
  if (claimed > allowed) contradict(`${path} coinbase`, ["subsidy and fees, satoshis", allowed], ["satoshis claimed", claimed]);
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
