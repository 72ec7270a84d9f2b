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
  time: bigint;
  sequence: bigint;
  /** Four limbs, from `amountAt` on. */
  amounts: BigUint64Array;
  amountAt: number;
  /** The id's length, and id and reference one behind the other. */
  idBytes: number;
  texts: Uint8Array;
}

const limbsMax = 4;

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
  const [times, sequences] = [chunk.longs("occurredAt"), chunk.longs("sequence")];
  const { rowCount } = chunk;
  let tied = [...before];
  const isTied = (row: number): boolean => times[row] === times[row - 1] && sequences[row] === sequences[row - 1];
  function* ready(): Generator<MovementRow, void> {
    const scratch = read(0, undefined);
    for (let row = 0; row < rowCount; row += 1) {
      const first = tied[0];
      if (first !== undefined && (first.time !== times[row] || first.sequence !== sequences[row])) {
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
  const [times, sequences] = [chunk.longs("occurredAt"), chunk.longs("sequence")];
  const amounts = chunk.amounts("atoms");
  const textsAt = chunk.bytes("texts");
  return (row, into) => {
    const found = into ?? emptyRow();
    found.payerRank = payers[row] ?? 0;
    found.payeeRank = payees[row] ?? 0;
    found.assetRank = assets[row] ?? 0;
    found.sourceRank = sources[row] ?? 0;
    found.traits = traits[row] ?? 0;
    found.hasReference = references[row] === 1;
    found.time = times[row] ?? 0n;
    found.sequence = sequences[row] ?? 0n;
    found.amounts = amounts;
    found.amountAt = row * limbsMax;
    found.idBytes = lengths[row] ?? 0;
    found.texts = textsAt(row);
    return found;
  };
}

function emptyRow(): MovementRow {
  const [amounts, texts] = [new BigUint64Array(), new Uint8Array()];
  const numbers = { payerRank: 0, payeeRank: 0, assetRank: 0, sourceRank: 0, traits: 0, amountAt: 0, idBytes: 0 };
  return { ...numbers, hasReference: false, time: 0n, sequence: 0n, amounts, texts };
}

function copyRow(row: MovementRow): MovementRow {
  const amounts = row.amounts.slice(row.amountAt, row.amountAt + limbsMax);
  return { ...row, amounts, amountAt: 0, texts: row.texts.slice() };
}

/** Bytewise by id, then by source, as the ledger orders. */
function compareTied(a: MovementRow, b: MovementRow): number {
  const ids = Buffer.compare(a.texts.subarray(0, a.idBytes), b.texts.subarray(0, b.idBytes));
  return ids === 0 ? a.sourceRank - b.sourceRank : ids;
}
