import { bitcoinAccount, type ChainNote, destroyedAccount, type Outpoint, outpointAccount } from "@tributary/domain";
import type { BitcoinTransaction, TransactionInput, TransactionOutput } from "./bitcoin-transaction.ts";
import { type ChainParameters, hubOf } from "./chain-parameters.ts";
import { notedData, readOutputScript } from "./output-script.ts";
import type { Envelope, Movement } from "./placed-transfer.ts";

/** What the outputs of one transaction say. */
export interface OutputsReading {
  readonly movements: readonly Movement[];
  readonly outpoints: readonly Outpoint[];
  readonly notes: readonly ChainNote[];
}

export interface OutputsPlace {
  readonly envelope: Envelope;
  /** What the ids of the movements begin with: the txid, or for a coinbase the hash of its block, since txids of coinbases were once repeated. */
  readonly idStart: string;
  readonly transactionIndex: number;
  /** Place of the first output among the transaction's movements. */
  readonly firstEvent: number;
  /** Of the genesis block, which no node ever took into its set of outputs. */
  readonly isNobodys: boolean;
}

/** Outputs leave the hub in their order; value that nobody can ever spend is destroyed, and no output of it is known. */
export function decodeOutputs(transaction: BitcoinTransaction, place: OutputsPlace): OutputsReading {
  const { envelope, idStart } = place;
  const { parameters } = envelope;
  const movements: Movement[] = [];
  const outpoints: Outpoint[] = [];
  const notes: ChainNote[] = [];
  for (const [index, output] of transaction.outputs.entries()) {
    const id = `${idStart}:out:${index}`;
    const { kind, isUnspendable } = readOutputScript(parameters.network, output.script);
    const isDestroyed = isUnspendable || place.isNobodys;
    if (kind === "null-data") notes.push(noteOf(envelope, { id, output }));
    if (!isDestroyed) outpoints.push(outpointOf(parameters, { txid: transaction.txid, index }, output));
    else if (output.atoms === 0n) continue;
    movements.push({
      id,
      transactionIndex: place.transactionIndex,
      eventIndex: place.firstEvent + index,
      from: hubOf(parameters, transaction.txid),
      to: isDestroyed ? destroyedAccount(parameters.asset) : outpointAccount(parameters.chain, transaction.txid, BigInt(index)),
      atoms: output.atoms,
    });
  }
  return { movements, outpoints, notes };
}

/** An output and who can spend it. */
export function outpointOf(
  { chain, network }: ChainParameters,
  { txid, index }: Pick<TransactionInput, "txid" | "index">,
  output: TransactionOutput,
): Outpoint {
  const { kind, address } = readOutputScript(network, output.script);
  return {
    outpoint: outpointAccount(chain, txid, BigInt(index)),
    address: address === null ? null : bitcoinAccount(chain, address),
    scriptKind: kind,
  };
}

function noteOf({ parameters, time, txid }: Envelope, { id, output }: { id: string; output: TransactionOutput }): ChainNote {
  return { source: parameters.source, id, occurredAt: time, reference: txid, data: notedData(output.script) };
}
