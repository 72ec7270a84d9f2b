import { Buffer } from "node:buffer";
import { type BitcoinTransaction, outpointKey, readTransaction, type TransactionOutput } from "./bitcoin-transaction.ts";
import { readHeader, writeHeader } from "./block-header.ts";
import { openByteReader } from "./byte-reader.ts";
import type { BitcoinBlock } from "./check-block.ts";
import { keyHashScript, makeBlock, makeTransaction, witnessCommitment } from "./made-chain.ts";

/** The coinbase that the genesis blocks of all of Bitcoin's networks share. */
const genesisCoinbase =
  "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000";

/** The genesis block of regtest. */
function regtestGenesis(): BitcoinBlock {
  const coinbase = readTransaction(openByteReader(Buffer.from(genesisCoinbase, "hex"), "genesis"), "genesis");
  const fields = {
    version: 1,
    parentHash: "0".repeat(64),
    merkleRoot: coinbase.txid,
    time: 1_296_688_602,
    bits: 0x207f_ffff,
    nonce: 2,
  };
  return { header: readHeader(writeHeader(fields), 0n), transactions: [coinbase] };
}

/** A chain for tests and what each output in it is worth, by `<txid>:<index>`. */
export interface GrownChain {
  readonly blocks: readonly BitcoinBlock[];
  readonly outputs: ReadonlyMap<string, TransactionOutput>;
}

export interface GrowthPlan {
  readonly blockCount: number;
  /** A number from 0 on that is less than `below`. */
  readonly draw: (below: number) => number;
}

const subsidy = 5_000_000_000n;

/** Grows regtest by blocks that spend outputs of earlier transactions, some of the same block, with and without witness, fees, notes and unclaimed subsidy. */
export function growMadeChain({ blockCount, draw }: GrowthPlan): GrownChain {
  const blocks = [regtestGenesis()];
  const outputs = new Map<string, TransactionOutput>();
  const unspent: string[] = [];
  const keep = ({ txid, outputs: made }: BitcoinTransaction): void => {
    made.forEach((output, index) => {
      const key = outpointKey({ txid, index });
      outputs.set(key, output);
      if (output.script[0] !== 0x6a) unspent.push(key);
    });
  };
  for (let height = 1; height <= blockCount; height += 1) {
    const transactions: BitcoinTransaction[] = [];
    let fees = 0n;
    for (let left = draw(4); left > 0 && unspent.length > 0; left -= 1) {
      const spent = Array.from(
        { length: Math.min(unspent.length, 1 + draw(3)) },
        () => unspent.splice(draw(unspent.length), 1)[0] ?? "",
      );
      const worth = spent.reduce((sum, key) => sum + (outputs.get(key)?.atoms ?? 0n), 0n);
      const { transaction, paid } = drawTransaction({ draw, spent, worth });
      fees += worth - paid;
      transactions.push(transaction);
      keep(transaction);
    }
    const coinbase = drawCoinbase({ draw, height, claimed: subsidy + fees - BigInt(draw(2) * draw(1000)), transactions });
    keep(coinbase);
    const parent = blocks.at(-1)?.header;
    // Clocks go back and forth, as far as the median of eleven lets them.
    const time = Number(parent?.time ?? 0n) + 600 + draw(1200) - 900;
    blocks.push(
      makeBlock({ height: BigInt(height), parentHash: parent?.hash ?? "", time, transactions: [coinbase, ...transactions] }),
    );
  }
  return { blocks, outputs };
}

interface TransactionDraw {
  readonly draw: (below: number) => number;
  readonly spent: readonly string[];
  readonly worth: bigint;
}

function drawTransaction({ draw, spent, worth }: TransactionDraw): { transaction: BitcoinTransaction; paid: bigint } {
  let left = worth;
  const outputs = Array.from({ length: 1 + draw(4) }, () => {
    const atoms = (left * BigInt(draw(100))) / 100n;
    left -= atoms;
    return { atoms, script: drawScript(draw) };
  });
  const paid = outputs.reduce((sum, { atoms }) => sum + atoms, 0n);
  const inputs = spent.map((key) => ({ txid: key.slice(0, 64), index: Number(key.slice(65)) }));
  const witness = draw(2) === 0 ? {} : { witness: inputs.map(() => [Buffer.of(draw(256))]) };
  return { transaction: makeTransaction({ inputs, outputs, ...witness }), paid };
}

/** One key is of the curve: nodes keep such a script by its x alone. */
const wholeKey =
  "4104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac";

function drawScript(draw: (below: number) => number): Buffer {
  const hex = [
    `a914${"51".repeat(20)}87`,
    `0014${"52".repeat(20)}`,
    `5120${"53".repeat(32)}`,
    wholeKey,
    `2102${"55".repeat(32)}ac`,
    "6a026869",
    "51",
    "",
  ][draw(10)];
  return hex === undefined ? keyHashScript(draw(256)) : Buffer.from(hex, "hex");
}

interface CoinbaseDraw {
  readonly draw: (below: number) => number;
  readonly height: number;
  readonly claimed: bigint;
  readonly transactions: readonly BitcoinTransaction[];
}

function drawCoinbase({ draw, height, claimed, transactions }: CoinbaseDraw): BitcoinTransaction {
  const own = Buffer.alloc(8);
  own.writeUInt32LE(height, 0);
  own.writeUInt32LE(draw(2 ** 31), 4);
  const outputs = [{ atoms: claimed, script: drawPlain(draw) }];
  if (!transactions.some(({ hasWitness }) => hasWitness)) return makeTransaction({ inputs: [], outputs, coinbase: own });
  const reserved = Buffer.alloc(32);
  const committed = [...outputs, { atoms: 0n, script: witnessCommitment(transactions, reserved) }];
  return makeTransaction({ inputs: [], outputs: committed, coinbase: own, witness: [[reserved]] });
}

function drawPlain(draw: (below: number) => number): Buffer {
  return draw(3) === 0 ? Buffer.from(wholeKey, "hex") : keyHashScript(draw(256));
}
