import { Buffer } from "node:buffer";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { outpointKey, type TransactionOutput } from "./bitcoin-transaction.ts";
import type { BitcoinBlock } from "./check-block.ts";
import { doubleSha, hashBytes } from "./double-sha.ts";
import type { GrownChain } from "./grow-made-chain.ts";
import { blockBytes, count, uint32 } from "./made-chain.ts";

export interface MadeFiles {
  readonly chain: GrownChain;
  /** Blocks in the order in which they stand in the files, by file. */
  readonly files: readonly (readonly BitcoinBlock[])[];
  readonly magic: string;
  readonly key: Buffer | null;
}

const blank = Buffer.alloc(256);

/** Writes a folder as a node keeps it: blocks, undo data, and the key that hides both. */
export async function writeMadeFiles(directory: string, made: MadeFiles): Promise<void> {
  if (made.key !== null) await writeFile(join(directory, "xor.dat"), made.key);
  for (const [index, blocks] of made.files.entries()) {
    const number = index.toString().padStart(5, "0");
    const magic = Buffer.from(made.magic, "hex");
    const raw = blocks.flatMap((block) => {
      const bytes = blockBytes(block);
      return [magic, uint32(bytes.length), bytes];
    });
    const joined = [...blocks]
      .sort((a, b) => Number(a.header.height - b.header.height))
      .filter(({ header }) => header.height > 0n);
    const undo = joined.flatMap((block) => {
      const bytes = undoBytes(block, made.chain.outputs);
      return [magic, uint32(bytes.length), bytes, doubleSha(hashBytes(block.header.parentHash), bytes)];
    });
    await writeFile(join(directory, `blk${number}.dat`), Buffer.concat([hide(Buffer.concat(raw), made.key), blank]));
    await writeFile(join(directory, `rev${number}.dat`), Buffer.concat([hide(Buffer.concat(undo), made.key), blank]));
  }
}

function hide(bytes: Buffer, key: Buffer | null): Buffer {
  return key === null ? bytes : Buffer.from(bytes.map((byte, index) => byte ^ (key[index % key.length] ?? 0)));
}

function undoBytes({ header, transactions }: BitcoinBlock, outputs: ReadonlyMap<string, TransactionOutput>): Buffer {
  const spenders = transactions.slice(1).map(({ inputs }) => {
    const spent = inputs.map((input) => {
      const output = outputs.get(outpointKey(input));
      if (output === undefined) throw new Error("a made chain spends its own outputs");
      return Buffer.concat([
        varInt(header.height * 2n),
        varInt(0n),
        varInt(compressAmount(output.atoms)),
        compressScript(output.script),
      ]);
    });
    return Buffer.concat([count(inputs.length), ...spent]);
  });
  return Buffer.concat([count(spenders.length), ...spenders]);
}

function compressAmount(atoms: bigint): bigint {
  if (atoms === 0n) return 0n;
  let digits = atoms;
  let exponent = 0n;
  for (; digits % 10n === 0n && exponent < 9n; exponent += 1n) digits /= 10n;
  return exponent < 9n ? 1n + ((digits / 10n) * 9n + (digits % 10n) - 1n) * 10n + exponent : 1n + (digits - 1n) * 10n + 9n;
}

function compressScript(script: Buffer): Buffer {
  const hex = script.toString("hex");
  if (/^76a914.{40}88ac$/.test(hex)) return Buffer.concat([Buffer.of(0), script.subarray(3, 23)]);
  if (/^a914.{40}87$/.test(hex)) return Buffer.concat([Buffer.of(1), script.subarray(2, 22)]);
  if (/^210[23].{64}ac$/.test(hex)) return Buffer.concat([Buffer.of(script[1] ?? 0), script.subarray(2, 34)]);
  if (/^4104.{128}ac$/.test(hex)) return Buffer.concat([Buffer.of(4 + ((script[65] ?? 0) & 1)), script.subarray(2, 34)]);
  return Buffer.concat([varInt(BigInt(script.length) + 6n), script]);
}

/** Base 128, the highest digit first; each further digit stands for one more than it says. */
function varInt(value: bigint): Buffer {
  const bytes = [Number(value & 0x7fn)];
  for (let left = value >> 7n; left > 0n; left >>= 7n) {
    left -= 1n;
    bytes.unshift(Number(left & 0x7fn) | 0x80);
  }
  return Buffer.from(bytes);
}
