import { Buffer } from "node:buffer";
import { outpointKey } from "./bitcoin-transaction.ts";
import { type ByteReader, openByteReader } from "./byte-reader.ts";
import type { BitcoinBlock } from "./check-block.ts";
import { checkSame } from "./contradict.ts";
import type { StatedOutputs, ToldOutput } from "./spent-outputs.ts";

/**
 * Reads what a node keeps to be able to undo a block: each output that the block spent, in the order of its inputs, in the compressed form of the node's own
 * database. Throws SOURCE_MALFORMED, and SOURCE_INCONSISTENT where it is of another block.
 */
export function readUndoData(bytes: Uint8Array, { header, transactions }: BitcoinBlock): StatedOutputs {
  const path = `block ${header.height} undo data`;
  const reader = openByteReader(bytes, path);
  const spenders = transactions.slice(1);
  checkSame(path, ["the block, transactions that spend", spenders.length], ["transactions", reader.count()]);
  const stated = new Map<string, ToldOutput>();
  for (const { inputs, txid } of spenders) {
    checkSame(`${path} transaction ${txid}`, ["the block, inputs", inputs.length], ["inputs", reader.count()]);
    for (const input of inputs) stated.set(outpointKey(input), readSpent(reader));
  }
  reader.end();
  return stated;
}

function readSpent(reader: ByteReader): ToldOutput {
  const place = reader.varInt();
  // Twice the height, and one for a coinbase. Where there is a height, a version follows that nodes no longer use.
  if (place >= 2n) reader.varInt();
  const atoms = expandAmount(reader.varInt());
  return { atoms, script: readScript(reader), isProven: false, isOfUnit: false };
}

/** An amount without the zeros at its end, and how many they were. */
function expandAmount(compressed: bigint): bigint {
  if (compressed === 0n) return 0n;
  const rest = compressed - 1n;
  const exponent = rest % 10n;
  const digits = rest / 10n;
  return exponent < 9n ? ((digits / 9n) * 10n + (digits % 9n) + 1n) * 10n ** exponent : (digits + 1n) * 10n ** 9n;
}

const specialScripts = 6n;

/** Standard scripts stand as a kind and their hash or key; all others behind their length. */
function readScript(reader: ByteReader): Buffer {
  const kind = reader.varInt();
  switch (kind) {
    case 0n:
      return Buffer.concat([Buffer.from("76a914", "hex"), reader.bytes(20), Buffer.from("88ac", "hex")]);
    case 1n:
      return Buffer.concat([Buffer.from("a914", "hex"), reader.bytes(20), Buffer.from("87", "hex")]);
    case 2n:
    case 3n:
      return Buffer.concat([Buffer.of(0x21, Number(kind)), reader.bytes(32), Buffer.of(0xac)]);
    case 4n:
    case 5n:
      return wholeKeyScript(reader.bytes(32), kind === 5n);
    default:
      return Buffer.from(reader.bytes(Number(kind - specialScripts)));
  }
}

/** secp256k1: y squared is x cubed plus 7, over this prime. */
const prime = 2n ** 256n - 2n ** 32n - 977n;

/** A key of 65 bytes is kept by its first half and whether its second is odd; the second follows from the curve. */
function wholeKeyScript(x: Buffer, isOdd: boolean): Buffer {
  const abscissa = BigInt(`0x${x.toString("hex")}`);
  const root = power((abscissa ** 3n + 7n) % prime, (prime + 1n) / 4n);
  const ordinate = (root % 2n === 1n) === isOdd ? root : prime - root;
  const y = Buffer.from(ordinate.toString(16).padStart(64, "0"), "hex");
  return Buffer.concat([Buffer.of(0x41, 0x04), x, y, Buffer.of(0xac)]);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base;
  for (let left = exponent; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}
