import type { ColumnChunk, PackedTexts } from "@tributary/store";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type MovementBlock, movementBlocks } from "./movement-blocks.ts";

interface Row {
  readonly time: bigint;
  readonly sequence: bigint;
  readonly id: string;
  readonly source: string;
  readonly payer: string;
  readonly atoms: number;
}

const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "\u{1f600}"), maxLength: 4 });
const rows = fc.uniqueArray(
  fc.record({
    time: fc.bigInt({ min: -1n, max: 1n }),
    sequence: fc.bigInt({ min: 0n, max: 2n ** 40n }).map((drawn) => (drawn % 3n) * 2n ** 32n),
    id: text,
    source: fc.constantFrom("one", "two"),
    payer: text,
    atoms: fc.nat(),
  }),
  { maxLength: 60, selector: ({ time, sequence, id, source }) => `${time} ${sequence} ${id} ${source}` },
);

test("blocks are in ledger order wherever chunks end, and no tie is cut", async () => {
  await fc.assert(
    fc.asyncProperty(rows, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (drawn, lengths) => {
      const asked = drawn.toSorted((a, b) => compare(a.time, b.time) || compare(a.sequence, b.sequence));
      const told: Row[] = [];
      for await (const block of movementBlocks(chunksOf(asked, lengths))) {
        const read = readBlock(block);
        const [last, first] = [told.at(-1), read[0]];
        if (last !== undefined && first !== undefined)
          expect([last.time, last.sequence]).not.toEqual([first.time, first.sequence]);
        told.push(...read);
      }
      expect(told).toEqual(asked.toSorted(compareRows));
    }),
    { numRuns: 500 },
  );
});

function compareRows(a: Row, b: Row): number {
  return (
    compare(a.time, b.time) ||
    compare(a.sequence, b.sequence) ||
    Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) ||
    compare(a.source, b.source)
  );
}

function compare<Value extends bigint | string>(a: Value, b: Value): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** In chunks of these lengths, again and again. */
async function* chunksOf(asked: readonly Row[], lengths: readonly number[]): AsyncGenerator<ColumnChunk> {
  for (let first = 0, turn = 0; first < asked.length; turn += 1) {
    const end = first + (lengths[turn % lengths.length] ?? 1);
    yield chunkOf(asked.slice(first, end));
    first = end;
  }
}

function chunkOf(part: readonly Row[]): ColumnChunk {
  const longs: Record<string, (row: Row) => bigint> = { occurredAt: ({ time }) => time, sequence: ({ sequence }) => sequence };
  const integers: Record<string, (row: Row) => number> = { traits: () => 9, idBytes: ({ id }) => Buffer.byteLength(id) };
  const texts: Record<string, (row: Row) => string> = {
    payer: ({ payer }) => payer,
    payee: () => "payee",
    asset: () => "asset",
    source: ({ source }) => source,
    texts: ({ id, payer }) => `${id}${payer}`,
  };
  return {
    rowCount: part.length,
    longs: (key) => BigInt64Array.from(part, (row) => longs[key]?.(row) ?? 0n),
    integers: (key) => Uint32Array.from(part, (row) => integers[key]?.(row) ?? 0),
    amounts: () => Uint32Array.from(part.flatMap(({ atoms }) => [atoms, 0, 0, 0, 0, 0, 0, 0])),
    texts: (key) => pack(part.map((row) => texts[key]?.(row) ?? "")),
  };
}

function pack(words: readonly string[]): PackedTexts {
  const starts = new Uint32Array(words.length + 1);
  for (const [row, word] of words.entries()) starts[row + 1] = (starts[row] ?? 0) + Buffer.byteLength(word);
  return { bytes: Buffer.from(words.join("")), starts };
}

function readBlock({ count, order, times, sequences, payers, sources, texts, idBytes, amounts }: MovementBlock): Row[] {
  const long = (words: Uint32Array, row: number): bigint =>
    BigInt.asIntN(64, BigInt(words[row * 2] ?? 0) + (BigInt(words[row * 2 + 1] ?? 0) << 32n));
  return Array.from({ length: count }, (_, index) => {
    const row = order?.[index] ?? index;
    const start = texts.starts[row] ?? 0;
    return {
      time: long(times, row),
      sequence: long(sequences, row),
      id: texts.bytes.toString("utf8", start, start + (idBytes[row] ?? 0)),
      source: sources.bytes.toString("utf8", sources.starts[row], sources.ends[row]),
      payer: payers.bytes.toString("utf8", payers.starts[row], payers.ends[row]),
      atoms: amounts[row * 8] ?? 0,
    };
  });
}
