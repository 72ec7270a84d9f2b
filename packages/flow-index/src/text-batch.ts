import { checkLength, type TextRows, withRoom } from "./growing-texts.ts";

/** Texts one behind the other, and where each begins. */
export interface TextColumn {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Gathers the texts of one batch as UTF-8. */
export interface TextBatch {
  readonly add: (text: string) => void;
  /** The texts of rows from `first` to `end`; with an order, of those that stand there in it. */
  readonly addRows: (texts: TextRows, rows: OrderedRows) => void;
  /** What was gathered; the next text begins a new batch. */
  readonly take: () => TextColumn;
}

interface OrderedRows {
  readonly order: Uint32Array | undefined;
  readonly first: number;
  readonly end: number;
}

const bytesPerUnitMax = 3;
/** Offsets have a sign. */
const offsetMax = 2 ** 31 - 1;

export function createTextBatch(rowsMax: number): TextBatch {
  let offsets = new Int32Array(rowsMax + 1);
  let bytes = Buffer.allocUnsafeSlow(rowsMax * 16 + 1024);
  let rows = 0;
  let length = 0;
  const addStretch = (texts: TextRows, first: number, end: number): void => {
    if (first === end) return;
    const [from, to] = [texts.starts[first] ?? 0, texts.ends[end - 1] ?? 0];
    checkLength(length + to - from, offsetMax);
    bytes = withRoom(bytes, length, to - from);
    bytes.set(texts.bytes.subarray(from, to), length);
    for (let row = first; row < end; row += 1) {
      rows += 1;
      offsets[rows] = length + (texts.ends[row] ?? 0) - from;
    }
    length += to - from;
  };
  return {
    add: (text) => {
      bytes = withRoom(bytes, length, text.length * bytesPerUnitMax);
      length += bytes.write(text, length, "utf8");
      checkLength(length, offsetMax);
      rows += 1;
      offsets[rows] = length;
    },
    addRows: (texts, { order, first, end }) => {
      if (order === undefined) addStretch(texts, first, end);
      else
        for (let index = first; index < end; index += 1) {
          const row = order[index] ?? 0;
          addStretch(texts, row, row + 1);
        }
    },
    take: () => {
      const taken = { offsets: offsets.slice(0, rows + 1), bytes: new Uint8Array(bytes.subarray(0, length)) };
      offsets = new Int32Array(rowsMax + 1);
      rows = 0;
      length = 0;
      return taken;
    },
  };
}
