import type { ColumnChunk } from "@tributary/store";
import { createGrowingTexts, extend, type GrowingTexts, type TextRows } from "./growing-texts.ts";

/** Words of 32 bits of an amount. */
export const amountWords = 8;

/** Movements by column, as the ledger's query gives them. All is used again for the next block. */
export interface MovementBlock {
  readonly count: number;
  /** The rows in ledger order; undefined where they stand in it. */
  readonly order: Uint32Array | undefined;
  /** 64-bit integers in halves, the lower first: millions of whole ones would each be an object. */
  readonly times: Uint32Array;
  readonly sequences: Uint32Array;
  readonly payers: TextRows;
  readonly payees: TextRows;
  readonly assets: TextRows;
  readonly sources: TextRows;
  /** Precision, basis, and whether there is a reference. */
  readonly traits: Uint32Array;
  /** `amountWords` words a row, the lowest first. */
  readonly amounts: Uint32Array;
  /** The id's length, and id and reference one behind the other. */
  readonly idBytes: Uint32Array;
  readonly texts: TextRows;
}

/**
 * The movements in ledger order. The query orders them by time and sequence; those that share both are put in order here, by id and source. Few do in
 * most ledgers, and the engine takes as long to sort by texts as for all the rest.
 */
export async function* movementBlocks(chunks: AsyncIterable<ColumnChunk>): AsyncGenerator<MovementBlock, void> {
  const gathered = createGathered();
  for await (const chunk of chunks) {
    gathered.add(chunk);
    // The last rows may share time and sequence with the next chunk's first.
    const count = gathered.lastTie();
    if (count === 0) continue;
    yield gathered.view(count);
    gathered.removeFirst(count);
  }
  yield gathered.view(gathered.count());
}

interface Gathered {
  readonly add: (chunk: ColumnChunk) => void;
  readonly count: () => number;
  /** The first of the rows that share time and sequence with the last one. */
  readonly lastTie: () => number;
  readonly view: (count: number) => MovementBlock;
  readonly removeFirst: (rows: number) => void;
}

function createGathered(): Gathered {
  const times = createNumberColumn(2);
  const sequences = createNumberColumn(2);
  const traits = createNumberColumn(1);
  const idBytes = createNumberColumn(1);
  const amounts = createNumberColumn(amountWords);
  const [payers, payees, assets] = [createGrowingTexts(), createGrowingTexts(), createGrowingTexts()];
  const [sources, texts] = [createGrowingTexts(), createGrowingTexts()];
  const numbers = [times, sequences, traits, idBytes, amounts];
  const words: readonly GrowingTexts[] = [payers, payees, assets, sources, texts];
  let count = 0;
  let tied = 0;
  /** A tie may be as long as the ledger: of rows that came before, none is looked at again. */
  const findTie = (before: number): number => {
    const isTied = tieTest(times.words(), sequences.words());
    const first = Math.max(before, 1);
    let row = count - 1;
    while (row >= first && isTied(row)) row -= 1;
    return row < first ? tied : row;
  };
  return {
    add: (chunk) => {
      const before = count;
      times.add(wordsOf(chunk.longs("occurredAt")));
      sequences.add(wordsOf(chunk.longs("sequence")));
      traits.add(chunk.integers("traits"));
      idBytes.add(chunk.integers("idBytes"));
      amounts.add(chunk.amounts("atoms"));
      payers.add(chunk.texts("payer"));
      payees.add(chunk.texts("payee"));
      assets.add(chunk.texts("asset"));
      sources.add(chunk.texts("source"));
      texts.add(chunk.texts("texts"));
      count += chunk.rowCount;
      tied = findTie(before);
    },
    count: () => count,
    lastTie: () => tied,
    view: (ready) => {
      const part = { count: ready, times: times.words(), sequences: sequences.words(), idBytes: idBytes.words() };
      const said = { traits: traits.words(), amounts: amounts.words(), texts: texts.rows(), sources: sources.rows() };
      const named = { payers: payers.rows(), payees: payees.rows(), assets: assets.rows() };
      const unordered = { ...part, ...said, ...named, order: undefined };
      return { ...unordered, order: orderTied(unordered) };
    },
    removeFirst: (rows) => {
      for (const column of numbers) column.removeFirst(rows);
      for (const column of words) column.removeFirst(rows);
      count -= rows;
      tied = Math.max(0, tied - rows);
    },
  };
}

interface NumberColumn {
  readonly add: (values: Uint32Array) => void;
  readonly removeFirst: (rows: number) => void;
  readonly words: () => Uint32Array;
}

function createNumberColumn(wordsPerRow: number): NumberColumn {
  let values = new Uint32Array(1 << 12);
  let length = 0;
  return {
    add: (added) => {
      if (length + added.length > values.length) values = extend(values, (length + added.length) * 2);
      values.set(added, length);
      length += added.length;
    },
    removeFirst: (rows) => {
      values.copyWithin(0, rows * wordsPerRow, length);
      length -= rows * wordsPerRow;
    },
    words: () => values.subarray(0, length),
  };
}

function wordsOf(longs: BigInt64Array): Uint32Array {
  return new Uint32Array(longs.buffer, longs.byteOffset, longs.length * 2);
}

/** Does a row share time and sequence with the one before? */
function tieTest(times: Uint32Array, sequences: Uint32Array): (row: number) => boolean {
  const isSame = (words: Uint32Array, at: number): boolean => words[at] === words[at - 2] && words[at + 1] === words[at - 1];
  return (row) => isSame(sequences, row * 2) && isSame(times, row * 2);
}

function orderTied(block: MovementBlock): Uint32Array | undefined {
  const { count } = block;
  const isTied = tieTest(block.times, block.sequences);
  let order: Uint32Array | undefined;
  for (let first = 0; first < count; ) {
    let end = first + 1;
    while (end < count && isTied(end)) end += 1;
    if (end - first > 1) {
      order ??= Uint32Array.from({ length: count }, (_, row) => row);
      order.subarray(first, end).sort((a, b) => compareTied(block, a, b));
    }
    first = end;
  }
  return order;
}

/** Bytewise by id, then by source, as the ledger orders. */
function compareTied({ texts, idBytes, sources }: MovementBlock, a: number, b: number): number {
  const [startA, startB] = [texts.starts[a] ?? 0, texts.starts[b] ?? 0];
  const ids = texts.bytes.compare(texts.bytes, startB, startB + (idBytes[b] ?? 0), startA, startA + (idBytes[a] ?? 0));
  if (ids !== 0) return ids;
  const [fromA, fromB] = [sources.starts[a], sources.starts[b]];
  return sources.bytes.compare(sources.bytes, fromB, sources.ends[b], fromA, sources.ends[a]);
}
