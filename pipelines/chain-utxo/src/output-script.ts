import { Buffer } from "node:buffer";
import {
  type BitcoinNetwork,
  bitcoinKeyAddress,
  bitcoinKeyHashAddress,
  bitcoinScriptHashAddress,
  bitcoinWitnessAddress,
} from "@tributary/domain";

/** Who can spend an output, as its script says it. */
export interface ScriptReading {
  /** `p2pk`, `p2pkh`, `p2sh`, `p2wpkh`, `p2wsh`, `p2tr`, `p2a`, `multisig`, `witness-unknown`, `null-data`, `nonstandard`. */
  readonly kind: string;
  /** In the network's own form; null where several keys, or nobody, or no standard form has one. */
  readonly address: string | null;
  /** Nobody can ever spend it, by the rule of the node's own set of unspent outputs. */
  readonly isUnspendable: boolean;
}

const opcodes = {
  zero: 0x00,
  pushData1: 0x4c,
  pushData2: 0x4d,
  pushData4: 0x4e,
  one: 0x51,
  sixteen: 0x60,
  returnData: 0x6a,
  duplicate: 0x76,
  equal: 0x87,
  equalVerify: 0x88,
  hash160: 0xa9,
  checkSignature: 0xac,
  checkMultiSignature: 0xae,
} as const;

const scriptBytesMax = 10_000;

/** Decodes a script to its standard form. Never fails: what has no form is `nonstandard`. */
export function readOutputScript(network: BitcoinNetwork, script: Buffer): ScriptReading {
  const isUnspendable = script[0] === opcodes.returnData || script.length > scriptBytesMax;
  if (isUnspendable)
    return { kind: script[0] === opcodes.returnData ? "null-data" : "nonstandard", address: null, isUnspendable };
  const form = readHashForm(network, script) ?? readWitnessForm(network, script) ?? readKeyForm(network, script);
  return { ...(form ?? { kind: "nonstandard", address: null }), isUnspendable };
}

type Form = Pick<ScriptReading, "kind" | "address">;

function readHashForm(network: BitcoinNetwork, script: Buffer): Form | undefined {
  if (
    script.length === 25 &&
    hasFrame(script, [opcodes.duplicate, opcodes.hash160, 20], [opcodes.equalVerify, opcodes.checkSignature])
  )
    return { kind: "p2pkh", address: bitcoinKeyHashAddress(network, script.subarray(3, 23)) };
  if (script.length === 23 && hasFrame(script, [opcodes.hash160, 20], [opcodes.equal]))
    return { kind: "p2sh", address: bitcoinScriptHashAddress(network, script.subarray(2, 22)) };
  return undefined;
}

/** A version and one push of 2 to 40 bytes (BIP 141). */
function readWitnessForm(network: BitcoinNetwork, script: Buffer): Form | undefined {
  const first = script[0] ?? opcodes.returnData;
  const version = first === opcodes.zero ? 0 : smallNumber(first);
  const program = script.subarray(2);
  if (version === undefined || script[1] !== program.length || program.length < 2 || program.length > 40) return undefined;
  if (version === 0 && program.length !== 20 && program.length !== 32) return undefined;
  return { kind: witnessKind(version, program), address: bitcoinWitnessAddress(network, version, program) };
}

const anchorProgram = Buffer.from("4e73", "hex");

function witnessKind(version: number, program: Buffer): string {
  if (version === 0) return program.length === 20 ? "p2wpkh" : "p2wsh";
  if (version === 1 && program.length === 32) return "p2tr";
  return version === 1 && program.equals(anchorProgram) ? "p2a" : "witness-unknown";
}

function readKeyForm(network: BitcoinNetwork, script: Buffer): Form | undefined {
  const [length = 0] = script;
  const key = script.subarray(1, 1 + length);
  const isKeyAlone = script.length === length + 2 && script[length + 1] === opcodes.checkSignature;
  if (isKeyAlone && isKey(key)) return { kind: "p2pk", address: bitcoinKeyAddress(network, key) };
  return isMultisig(script) ? { kind: "multisig", address: null } : undefined;
}

/** `m <key> … n OP_CHECKMULTISIG`, with 1 <= m <= n <= 20. */
function isMultisig(script: Buffer): boolean {
  const parts = readParts(script);
  if (parts === undefined || parts.at(-1)?.opcode !== opcodes.checkMultiSignature) return false;
  const required = numberOf(parts[0]);
  const stated = numberOf(parts.at(-2));
  const keys = parts.slice(1, -2);
  const isCounted = required !== undefined && stated === keys.length && required >= 1 && required <= stated && stated <= 20;
  return isCounted && keys.every(({ data }) => data !== undefined && isKey(data));
}

/** 33 bytes after 02 or 03, 65 after 04 (or 06 or 07, which nodes accept too). */
function isKey(key: Buffer): boolean {
  const first = key[0] ?? 0;
  return key.length === 33 ? first === 2 || first === 3 : key.length === 65 && (first === 4 || first === 6 || first === 7);
}

interface ScriptPart {
  readonly opcode: number;
  /** What it pushes, where it is a push of bytes. */
  readonly data: Buffer | undefined;
}

/** The script cut into its operations; undefined where a push goes past the end. */
function readParts(script: Buffer): readonly ScriptPart[] | undefined {
  const parts: ScriptPart[] = [];
  for (let at = 0; at < script.length; ) {
    const opcode = script[at] ?? 0;
    const [length, width] = pushLength(script, at);
    if (length === undefined) {
      parts.push({ opcode, data: undefined });
      at += 1;
      continue;
    }
    const start = at + 1 + width;
    if (start + length > script.length) return undefined;
    parts.push({ opcode, data: script.subarray(start, start + length) });
    at = start + length;
  }
  return parts;
}

/** How many bytes an operation pushes, and in how many bytes it says so. */
function pushLength(script: Buffer, at: number): readonly [length: number | undefined, width: number] {
  const opcode = script[at] ?? 0;
  if (opcode < opcodes.pushData1) return [opcode, 0];
  const width = opcode === opcodes.pushData1 ? 1 : opcode === opcodes.pushData2 ? 2 : opcode === opcodes.pushData4 ? 4 : 0;
  if (width === 0) return [undefined, 0];
  return at + 1 + width > script.length ? [script.length, width] : [script.readUIntLE(at + 1, width), width];
}

/**
 * What an OP_RETURN output carries, in lower-case hex: the bytes of its pushes put together; where it holds more than pushes, everything
 * behind OP_RETURN as it stands.
 */
export function notedData(script: Buffer): string {
  const rest = script.subarray(1);
  const pushes = readParts(rest)?.map(({ data }) => data);
  const isPlain = pushes?.every((data) => data !== undefined) === true;
  return isPlain
    ? Buffer.concat(pushes.flatMap((data) => (data === undefined ? [] : [data]))).toString("hex")
    : rest.toString("hex");
}

function numberOf(part: ScriptPart | undefined): number | undefined {
  if (part === undefined) return undefined;
  // Seventeen to twenty keys are counted by a push of one byte, as no operation of one byte stands for them.
  if (part.data?.length === 1) return part.data[0];
  return smallNumber(part.opcode);
}

function smallNumber(opcode: number): number | undefined {
  return opcode >= opcodes.one && opcode <= opcodes.sixteen ? opcode - opcodes.one + 1 : undefined;
}

function hasFrame(script: Buffer, start: readonly number[], end: readonly number[]): boolean {
  const offset = script.length - end.length;
  return start.every((byte, index) => script[index] === byte) && end.every((byte, index) => script[offset + index] === byte);
}
