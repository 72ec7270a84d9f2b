import type { ColumnChunk } from "@tributary/store";

/** A movement as the ledger's query gives it. One object stands for every row in turn: what is kept of it is copied. */
export interface MovementRow {
  payerRank: number;
  payeeRank: number;
  assetRank: number;
  sourceRank: number;
  /** Precision and basis. */
  traits: number;
  hasReference: boolean;
  /** 64-bit integers in halves: millions of whole ones would each be an object. */
  timeLow: number;
  timeHigh: number;
  sequenceLow: number;
  sequenceHigh: number;
  /** Eight words of 32 bits, the lowest first, from `amountAt` on. */
  amounts: Uint32Array;
  amountAt: number;
  /** The id's length, and id and reference one behind the other. */
  idBytes: number;
  texts: Uint8Array;
}

const amountWords = 8;

/** The rows in ledger order. The query orders them by time and sequence; those that share both are put in order here, by id and source. */
export async function* movementRows(chunks: AsyncIterable<ColumnChunk>): AsyncGenerator<Iterable<MovementRow>, void> {
  let tied: MovementRow[] = [];
  for await (const chunk of chunks) {
    const rows = orderChunk(chunk, tied);
    yield rows.ready;
    tied = rows.tied();
  }
  yield tied.sort(compareTied);
}

interface OrderedChunk {
  readonly ready: Iterable<MovementRow>;
  /** Copies of the last rows, which may share time and sequence with the next chunk's first ones. After `ready` is read. */
  readonly tied: () => MovementRow[];
}

function orderChunk(chunk: ColumnChunk, before: readonly MovementRow[]): OrderedChunk {
  const read = openRows(chunk);
  const [times, sequences] = [halvesOf(chunk.longs("occurredAt")), halvesOf(chunk.longs("sequence"))];
  const { rowCount } = chunk;
  let tied = [...before];
  const isSame = (halves: Int32Array, row: number): boolean => {
    const at = row * 2;
    return halves[at] === halves[at - 2] && halves[at + 1] === halves[at - 1];
  };
  const isTied = (row: number): boolean => isSame(sequences, row) && isSame(times, row);
  const isOf = (first: MovementRow, row: number): boolean =>
    first.timeLow === times[row * 2] &&
    first.timeHigh === times[row * 2 + 1] &&
    first.sequenceLow === sequences[row * 2] &&
    first.sequenceHigh === sequences[row * 2 + 1];
  function* ready(): Generator<MovementRow, void> {
    const scratch = read(0, undefined);
    for (let row = 0; row < rowCount; row += 1) {
      const first = tied[0];
      if (first !== undefined && !isOf(first, row)) {
        yield* tied.sort(compareTied);
        tied = [];
      }
      const isAlone = tied.length === 0 && row + 1 < rowCount && !isTied(row + 1);
      if (isAlone) yield read(row, scratch);
      else tied.push(copyRow(read(row, undefined)));
    }
  }
  return { ready: ready(), tied: () => tied };
}

function openRows(chunk: ColumnChunk): (row: number, into: MovementRow | undefined) => MovementRow {
  const [payers, payees] = [chunk.integers("payerRank"), chunk.integers("payeeRank")];
  const [assets, sources, traits] = [chunk.integers("assetRank"), chunk.integers("sourceRank"), chunk.integers("traits")];
  const [references, lengths] = [chunk.integers("hasReference"), chunk.integers("idBytes")];
  const [times, sequences] = [halvesOf(chunk.longs("occurredAt")), halvesOf(chunk.longs("sequence"))];
  const amounts = new Uint32Array(chunk.amounts("atoms").buffer);
  const textsAt = chunk.bytes("texts");
  return (row, into) => {
    const found = into ?? emptyRow();
    found.payerRank = payers[row] ?? 0;
    found.payeeRank = payees[row] ?? 0;
    found.assetRank = assets[row] ?? 0;
    found.sourceRank = sources[row] ?? 0;
    found.traits = traits[row] ?? 0;
    found.hasReference = references[row] === 1;
    found.timeLow = times[row * 2] ?? 0;
    found.timeHigh = times[row * 2 + 1] ?? 0;
    found.sequenceLow = sequences[row * 2] ?? 0;
    found.sequenceHigh = sequences[row * 2 + 1] ?? 0;
    found.amounts = amounts;
    found.amountAt = row * amountWords;
    found.idBytes = lengths[row] ?? 0;
    found.texts = textsAt(row);
    return found;
  };
}

function halvesOf(longs: BigInt64Array): Int32Array {
  return new Int32Array(longs.buffer, longs.byteOffset, longs.length * 2);
}

function emptyRow(): MovementRow {
  const [amounts, texts] = [new Uint32Array(), new Uint8Array()];
  const halves = { timeLow: 0, timeHigh: 0, sequenceLow: 0, sequenceHigh: 0 };
  const numbers = { payerRank: 0, payeeRank: 0, assetRank: 0, sourceRank: 0, traits: 0, amountAt: 0, idBytes: 0 };
  return { ...numbers, ...halves, hasReference: false, amounts, texts };
}

function copyRow(row: MovementRow): MovementRow {
  const amounts = row.amounts.slice(row.amountAt, row.amountAt + amountWords);
  return { ...row, amounts, amountAt: 0, texts: row.texts.slice() };
}

/** Bytewise by id, then by source, as the ledger orders. */
function compareTied(a: MovementRow, b: MovementRow): number {
  const ids = Buffer.compare(a.texts.subarray(0, a.idBytes), b.texts.subarray(0, b.idBytes));
  return ids === 0 ? a.sourceRank - b.sourceRank : ids;
}
