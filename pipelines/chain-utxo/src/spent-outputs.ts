import type { HeldOutput } from "@tributary/chain-kit";
import {
  type BitcoinTransaction,
  outpointKey,
  outpointOfKey,
  type TransactionInput,
  type TransactionOutput,
} from "./bitcoin-transaction.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import { checkSame, contradict } from "./contradict.ts";
import { outpointOf } from "./decode-outputs.ts";

/** An output that an input spends. */
export type SpentOutput = (TransactionOutput | HeldOutput) & SpentState;

interface SpentState {
  /** Its transaction was read and hashed to its txid, so its amount is certain. Otherwise a node stated it. */
  readonly isProven: boolean;
  /** It was made by a block that is read together with the one that spends it. */
  readonly isOfUnit: boolean;
}

/** What outputs of earlier transactions are worth, while blocks are read in order. */
export interface SpentOutputs {
  /** The output that an input of a transaction spends; undefined where nobody says. Throws SOURCE_INCONSISTENT for one that is spent twice or stated otherwise. */
  readonly spend: (
    input: TransactionInput,
    spender: { readonly path: string; readonly stated: OtherOutputs },
  ) => SpentOutput | undefined;
  readonly add: (transaction: BitcoinTransaction) => void;
}

/** Outputs by `<txid>:<index>`, as a source tells them beside a block. */
export type StatedOutputs = ReadonlyMap<string, ToldOutput>;

/** An output with its script. */
export type ToldOutput = TransactionOutput & SpentState;

/** Outputs by `<txid>:<index>` of blocks that are not at hand. */
export type OtherOutputs = ReadonlyMap<string, SpentOutput>;

/** Outputs by `<txid>:<index>` of transactions that were read and hashed. */
export type MadeOutputs = ReadonlyMap<string, TransactionOutput>;

/** Outputs by `<txid>:<index>` that are certain: their transactions were read and hashed, now or when the ledger took them. */
export type CertainOutputs = ReadonlyMap<string, TransactionOutput | HeldOutput>;

/** Puts the outputs of a block's transactions among others. */
export function addOutputsOf(transactions: readonly BitcoinTransaction[], made: Map<string, TransactionOutput>): void {
  for (const { txid, outputs } of transactions)
    for (const [index, output] of outputs.entries()) made.set(outpointKey({ txid, index }), output);
}

/** What a source states of an output may not differ from the transaction that made it. Throws SOURCE_INCONSISTENT. */
function checkStated(path: string, entry: { key: string; made: TransactionOutput; stated: TransactionOutput }): void {
  const { key, made, stated } = entry;
  const place = `${path} input ${key}`;
  checkSame(place, ["the transaction that made it, satoshis", made.atoms], ["stated satoshis", stated.atoms]);
  checkSame(
    place,
    ["the transaction that made it, script", made.script.toString("hex")],
    ["stated script", stated.script.toString("hex")],
  );
}

interface Statements {
  readonly path: string;
  readonly stated: StatedOutputs;
  readonly certain: CertainOutputs;
}

/** Nothing that a source states may differ from what is certain. Throws SOURCE_INCONSISTENT. */
export function checkAllStated(parameters: ChainParameters, { path, stated, certain }: Statements): void {
  for (const [key, output] of stated) {
    const known = certain.get(key);
    if (known === undefined) continue;
    if ("script" in known) checkStated(path, { key, made: known, stated: output });
    else checkHeld(parameters, { place: `${path} input ${key}`, key, held: known, stated: output });
  }
}

/** The ledger keeps whose an output is, not by which script. */
function checkHeld(
  parameters: ChainParameters,
  { place, key, held, stated }: { place: string; key: string; held: HeldOutput; stated: TransactionOutput },
): void {
  const row = outpointOf(parameters, outpointOfKey(key), stated);
  checkSame(place, ["the ledger, satoshis", held.atoms], ["stated satoshis", stated.atoms]);
  checkSame(place, ["the ledger, script kind", held.scriptKind], ["stated script kind", row.scriptKind]);
  checkSame(place, ["the ledger, address", held.address], ["stated address", row.address]);
}

/** Remembers the outputs of the transactions that were read, and which of them are spent. */
export function openSpentOutputs(): SpentOutputs {
  const made = new Map<string, TransactionOutput>();
  const spent = new Set<string>();
  return {
    spend: (input, { path, stated }) => {
      const key = outpointKey(input);
      if (spent.has(key)) contradict(path, ["a transaction before", `spends ${key}`], ["input, the same output", key]);
      spent.add(key);
      const known = made.get(key);
      const said = stated.get(key);
      if (known === undefined) return said;
      if (said !== undefined && "script" in said) checkStated(path, { key, made: known, stated: said });
      return { ...known, isProven: true, isOfUnit: true };
    },
    add: ({ txid, outputs }) => {
      for (const [index, output] of outputs.entries()) {
        const key = outpointKey({ txid, index });
        made.set(key, output);
        // A coinbase of the time before BIP 30 makes the same output again.
        spent.delete(key);
      }
    },
  };
}
