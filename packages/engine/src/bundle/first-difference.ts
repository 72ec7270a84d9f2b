import type { BagFile } from "@tributary/casefile";
import { type Finding, showFound } from "@tributary/domain";

const textEndings = /\.(ndjson|json|csv|txt)$/;
const contextLength = 40;

/** Where two forms of one file first differ: the line and key of a text, the byte of anything else. Undefined where they are equal. */
export function firstDifference(expected: BagFile, actual: Uint8Array): Finding | undefined {
  const at = firstDifferentByte(expected.bytes, actual);
  if (at === undefined) return undefined;
  if (textEndings.test(expected.path)) return textDifference(expected, actual, at);
  return {
    code: "BUNDLE_CHANGED",
    where: { file: expected.path },
    found: `byte ${at} differs (${actual.length} bytes)`,
    expected: `what the inputs give (${expected.bytes.length} bytes)`,
  };
}

function firstDifferentByte(a: Uint8Array, b: Uint8Array): number | undefined {
  const length = Math.min(a.length, b.length);
  if (Buffer.compare(a, b) === 0) return undefined;
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return index;
  return length;
}

function textDifference({ path, bytes }: BagFile, actual: Uint8Array, at: number): Finding {
  const line = Buffer.from(bytes.subarray(0, at)).toString("latin1").split("\n").length;
  const [should, is] = [lineAt(bytes, at), lineAt(actual, at)];
  const key = path.endsWith(".ndjson") ? differentKey(should, is) : undefined;
  const where = { file: path, line, ...(key === undefined ? {} : { path: key.name }) };
  if (key !== undefined) return { code: "BUNDLE_CHANGED", where, found: showFound(key.is), expected: showFound(key.should) };
  const start = Math.max(0, firstDifferentCharacter(should, is) - contextLength);
  return { code: "BUNDLE_CHANGED", where, found: showFound(is.slice(start)), expected: showFound(should.slice(start)) };
}

function lineAt(bytes: Uint8Array, at: number): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = at === 0 ? 0 : buffer.lastIndexOf("\n", at - 1) + 1;
  const end = buffer.indexOf("\n", at);
  return buffer.toString("utf8", start, end < 0 ? buffer.length : end);
}

function firstDifferentCharacter(a: string, b: string): number {
  const at = [...a].findIndex((character, index) => character !== [...b][index]);
  return at < 0 ? a.length : at;
}

interface DifferentKey {
  readonly name: string;
  readonly should: string;
  readonly is: string;
}

function differentKey(should: string, is: string): DifferentKey | undefined {
  const [left, right] = [parseObject(should), parseObject(is)];
  if (left === undefined || right === undefined) return undefined;
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort();
  const name = names.find((candidate) => JSON.stringify(left[candidate]) !== JSON.stringify(right[candidate]));
  if (name === undefined) return undefined;
  return { name, should: JSON.stringify(left[name]) ?? "nothing", is: JSON.stringify(right[name]) ?? "nothing" };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}
