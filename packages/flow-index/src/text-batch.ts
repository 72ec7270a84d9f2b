/** Texts one behind the other, and where each begins. */
export interface TextColumn {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Gathers the texts of one batch as UTF-8. */
export interface TextBatch {
  readonly add: (text: string) => void;
  /** A text as UTF-8. */
  readonly addBytes: (text: Uint8Array) => void;
  /** What was gathered; the next text begins a new batch. */
  readonly take: () => TextColumn;
}

const bytesPerUnitMax = 3;

export function createTextBatch(rowsMax: number): TextBatch {
  let offsets = new Int32Array(rowsMax + 1);
  let bytes = Buffer.allocUnsafeSlow(rowsMax * 16 + 1024);
  let rows = 0;
  let length = 0;
  return {
    add: (text) => {
      const most = length + text.length * bytesPerUnitMax;
      if (most > bytes.length) bytes = grow(bytes, length, most);
      length += bytes.write(text, length, "utf8");
      rows += 1;
      offsets[rows] = length;
    },
    addBytes: (text) => {
      const end = length + text.length;
      if (end > bytes.length) bytes = grow(bytes, length, end);
      bytes.set(text, length);
      length = end;
      rows += 1;
      offsets[rows] = length;
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

function grow(bytes: Buffer<ArrayBuffer>, length: number, most: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafeSlow(most * 2);
  bytes.copy(larger, 0, 0, length);
  return larger;
}
