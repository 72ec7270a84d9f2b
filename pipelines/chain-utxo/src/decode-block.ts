import { Buffer } from "node:buffer";
import {
  type Digest,
  destroyedAccount,
  digestBytes,
  mintAccount,
  type Outpoint,
  outpointAccount,
  type Refusal,
  type SourceRecord,
  type UtcMicros,
} from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type BitcoinTransaction, outpointKey } from "./bitcoin-transaction.ts";
import type { BlockHeader } from "./block-header.ts";
import { type ChainParameters, hubOf, subsidyAt } from "./chain-parameters.ts";
import type { BitcoinBlock } from "./check-block.ts";
import { contradict } from "./contradict.ts";
import { decodeOutputs, outpointOf } from "./decode-outputs.ts";
import { type Envelope, type Movement, placeMovements } from "./placed-transfer.ts";
import type { OtherOutputs, SpentOutput, SpentOutputs } from "./spent-outputs.ts";

/** What a decode needs to know of the reading that it belongs to. */
export interface DecodeContext {
  readonly parameters: ChainParameters;
  /** Of the range that is being read. */
  readonly fileSha256: Digest;
  /** Of blocks read together so far, in order. */
  readonly outputs: SpentOutputs;
}

/** A checked block, its place in time, and what is known of the outputs of earlier blocks that it spends. */
export interface BlockToDecode {
  readonly block: BitcoinBlock;
  readonly time: UtcMicros;
  readonly stated: OtherOutputs;
}

export interface BlockReading {
  readonly items: readonly IngestItem[];
  /** How the amounts of the block's inputs are known: all by their own transactions, some by statement, or some not at all. */
  readonly prevouts: "proven" | "stated" | "missing";
}

/**
 * Every movement of a block, one source record per transaction: inputs enter the transaction's hub, outputs leave it, the fee leaves last, to the hub of
 * the coinbase. A transaction whose inputs nobody tells is kept apart. Throws SOURCE_INCONSISTENT where amounts cannot be true.
 */
export function decodeBlock(context: DecodeContext, entry: BlockToDecode): BlockReading {
  const [coinbase, ...others] = entry.block.transactions;
  if (coinbase === undefined) return contradict(pathOf(entry), ["every block", "a coinbase"], ["transactions", "none"]);
  context.outputs.add(coinbase);
  const readings = others.map((transaction, position) =>
    decodeTransaction(context, { entry, transaction, index: position + 1, coinbaseTxid: coinbase.txid }),
  );
  const isComplete = readings.every(({ fee }) => fee !== null);
  const fees = isComplete ? readings.reduce((sum, { fee }) => sum + (fee ?? 0n), 0n) : null;
  const items = [
    blockItem(context, entry.block.header),
    decodeCoinbase(context, { entry, coinbase, fees }),
    ...readings.map(({ item }) => item),
  ];
  const isProven = readings.every((reading) => reading.isProven);
  return { items, prevouts: isComplete ? (isProven ? "proven" : "stated") : "missing" };
}

/** That a block stood at its height, with all 80 bytes of its header: its own time among them. */
export function blockItem({ parameters, fileSha256 }: Omit<DecodeContext, "outputs">, header: BlockHeader): IngestItem {
  return {
    record: {
      fileSha256,
      locator: `block/${header.height}/header/${header.bytes.toString("hex")}`,
      rawSha256: digestBytes(header.bytes),
    },
    rows: { blocks: [{ chain: parameters.chain, number: header.height, hash: header.hash }] },
  };
}

interface TransactionToDecode {
  readonly entry: BlockToDecode;
  readonly transaction: BitcoinTransaction;
  readonly index: number;
  readonly coinbaseTxid: string;
}

interface TransactionReading {
  readonly item: IngestItem;
  /** Null where an input's amount is not known. */
  readonly fee: bigint | null;
  readonly isProven: boolean;
}

function decodeTransaction(context: DecodeContext, request: TransactionToDecode): TransactionReading {
  const { entry, transaction, index } = request;
  const path = `${pathOf(entry)} transaction ${index}`;
  const spent = transaction.inputs.map((input) => context.outputs.spend(input, { path, stated: entry.stated }));
  context.outputs.add(transaction);
  const known = spent.filter((output) => output !== undefined);
  const record = recordOf(context, request);
  if (known.length < spent.length) {
    const missing = transaction.inputs.filter((_, position) => spent[position] === undefined).map(outpointKey);
    const refusal: Refusal = {
      code: "SOURCE_PARTIAL",
      found: `nothing of what ${missing.length} of ${spent.length} inputs spend, first ${missing[0] ?? ""}`,
      expected: "outputs told by the endpoint (getblock verbosity 3, or an index of transactions), or undo data",
    };
    return { item: keepApart(record, { transaction, refusal }), fee: null, isProven: false };
  }
  const fee = sumOf(known) - sumOf(transaction.outputs);
  if (fee < 0n) contradict(path, ["inputs, satoshis", sumOf(known)], ["outputs, satoshis", sumOf(transaction.outputs)]);
  return {
    item: bookTransaction(context, { ...request, record, spent: known, fee }),
    fee,
    isProven: known.every(({ isProven }) => isProven),
  };
}

interface KnownTransaction extends TransactionToDecode {
  readonly record: SourceRecord;
  readonly spent: readonly SpentOutput[];
  readonly fee: bigint;
}

function bookTransaction({ parameters }: DecodeContext, known: KnownTransaction): IngestItem {
  const { entry, transaction, index, spent, fee, record } = known;
  const { txid, inputs } = transaction;
  const envelope = envelopeOf(parameters, entry, txid);
  const hub = hubOf(parameters, txid);
  const ins = inputs.map((input, position): Movement => {
    const from = outpointAccount(parameters.chain, input.txid, BigInt(input.index));
    const atoms = spent[position]?.atoms ?? 0n;
    return { id: `${txid}:in:${position}`, transactionIndex: index, eventIndex: position, from, to: hub, atoms };
  });
  const place = { envelope, idStart: txid, transactionIndex: index, firstEvent: inputs.length, isNobodys: false };
  const outs = decodeOutputs(transaction, place);
  const paid: Movement = {
    id: `${txid}:fee`,
    transactionIndex: index,
    eventIndex: inputs.length + transaction.outputs.length,
    from: hub,
    to: hubOf(parameters, known.coinbaseTxid),
    atoms: fee,
  };
  const placed = placeMovements(envelope, [...ins, ...outs.movements, ...(fee > 0n ? [paid] : [])]);
  if (!placed.ok) return keepApart(record, { transaction, refusal: placed.refusal });
  const outpoints = [...spentOutpoints(parameters, known), ...outs.outpoints];
  return { record, rows: { transfers: placed.value, outpoints, chainNotes: outs.notes } };
}

/** Of outputs that no block at hand made: the ledger may not know whose they were. */
function spentOutpoints(parameters: ChainParameters, { transaction, spent }: KnownTransaction): readonly Outpoint[] {
  return transaction.inputs.flatMap((input, position) => {
    const output = spent[position];
    if (output === undefined || output.isOfUnit) return [];
    if ("script" in output) return [outpointOf(parameters, input, output)];
    return [{ outpoint: output.outpoint, address: output.address, scriptKind: output.scriptKind }];
  });
}

interface CoinbaseToDecode {
  readonly entry: BlockToDecode;
  readonly coinbase: BitcoinTransaction;
  /** Null where some fee is not known. */
  readonly fees: bigint | null;
}

/**
 * The subsidy enters the coinbase's hub before all else in the block, and its outputs leave after the last fee has come: a hub never pays before it
 * is paid. What the miner does not claim is destroyed.
 */
function decodeCoinbase(context: DecodeContext, { entry, coinbase, fees }: CoinbaseToDecode): IngestItem {
  const { parameters } = context;
  const { header, transactions } = entry.block;
  const record = recordOf(context, { entry, transaction: coinbase, index: 0 });
  const hub = hubOf(parameters, coinbase.txid);
  const envelope = envelopeOf(parameters, entry, coinbase.txid);
  const subsidy = subsidyAt(parameters, header.height);
  const claimed = sumOf(coinbase.outputs);
  const unclaimed = fees === null ? 0n : subsidy + fees - claimed;
  if (unclaimed < 0n)
    contradict(
      `${pathOf(entry)} coinbase`,
      [`subsidy ${subsidy} and fees`, subsidy + (fees ?? 0n)],
      ["satoshis claimed", claimed],
    );
  const last = transactions.length;
  const minted: Movement = {
    id: `${header.hash}:subsidy`,
    transactionIndex: 0,
    eventIndex: 0,
    from: mintAccount(parameters.asset),
    to: hub,
    atoms: subsidy,
  };
  const lost: Movement = {
    id: `${header.hash}:unclaimed`,
    transactionIndex: last,
    eventIndex: coinbase.outputs.length,
    from: hub,
    to: destroyedAccount(parameters.asset),
    atoms: unclaimed,
  };
  const isNobodys = header.height === 0n;
  const outs = decodeOutputs(coinbase, { envelope, idStart: header.hash, transactionIndex: last, firstEvent: 0, isNobodys });
  const movements = [
    ...(subsidy > 0n ? [minted] : []),
    ...overwritten(parameters, { entry, coinbase }),
    ...outs.movements,
    ...(unclaimed > 0n ? [lost] : []),
  ];
  const placed = placeMovements(envelope, movements);
  if (!placed.ok) return keepApart(record, { transaction: coinbase, refusal: placed.refusal });
  return { record, rows: { transfers: placed.value, outpoints: outs.outpoints, chainNotes: outs.notes } };
}

/** Outputs of an earlier coinbase of the same txid, unspent then: they are gone before the new ones come. Equal txids have equal outputs. */
function overwritten(parameters: ChainParameters, { entry, coinbase }: Omit<CoinbaseToDecode, "fees">): readonly Movement[] {
  const { header } = entry.block;
  const isKnown = parameters.overwritingBlocks.some(({ height, hash }) => height === header.height && hash === header.hash);
  if (!isKnown) return [];
  return coinbase.outputs.map(({ atoms }, index) => ({
    id: `${header.hash}:overwritten:${index}`,
    transactionIndex: 0,
    eventIndex: 1 + index,
    from: outpointAccount(parameters.chain, coinbase.txid, BigInt(index)),
    to: destroyedAccount(parameters.asset),
    atoms,
  }));
}

function envelopeOf(parameters: ChainParameters, { block, time }: BlockToDecode, txid: string): Envelope {
  return { parameters, height: block.header.height, time, txid };
}

/** A transaction's record is its own bytes, as its hash is taken over them. */
function recordOf(
  { fileSha256 }: DecodeContext,
  { entry, transaction, index }: Omit<TransactionToDecode, "coinbaseTxid">,
): SourceRecord {
  const locator = `block/${entry.block.header.height}/tx/${index}`;
  return { fileSha256, locator, rawSha256: digestBytes(transaction.bytes) };
}

function keepApart(record: SourceRecord, reason: { transaction: BitcoinTransaction; refusal: Refusal }): IngestItem {
  const raw = Buffer.from(reason.transaction.bytes).toString("hex");
  return { record, findings: [{ ...reason.refusal, where: { record: record.locator } }], raw };
}

function pathOf({ block }: BlockToDecode): string {
  return `block ${block.header.height}`;
}

function sumOf(outputs: readonly { readonly atoms: bigint }[]): bigint {
  return outputs.reduce((sum, { atoms }) => sum + atoms, 0n);
}
