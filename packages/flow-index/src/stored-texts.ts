import { type TextRows, withRoom } from "./growing-texts.ts";

export interface ViewedTexts extends TextRows {
  /** Of the same bytes. */
  readonly view: DataView;
}

/** Texts one behind the other, asked for by where they lie. */
export interface StoredTexts {
  readonly bytes: () => Buffer<ArrayBuffer>;
  /** Stores a row's text; where it lies. */
  readonly add: (texts: ViewedTexts, row: number) => number;
  /** Has memory fetch the text that lies there. */
  readonly touch: (place: number) => void;
  /** Is a row's text the one that lies there, of which the length is the same? */
  readonly isSame: (texts: ViewedTexts, row: number, place: number) => boolean;
}

const cacheLine = 64;

export function createStoredTexts(): StoredTexts {
  let bytes = Buffer.allocUnsafeSlow(1 << 16);
  let view = viewOf(bytes);
  let length = 0;
  let touched = 0;
  return {
    bytes: () => bytes,
    add: (texts, row) => {
      const [start, end, place] = [texts.starts[row] ?? 0, texts.ends[row] ?? 0, length];
      length += end - start;
      if (length > bytes.length) {
        bytes = withRoom(bytes, place, end - start);
        view = viewOf(bytes);
      }
      // Most are of some fifty bytes, for which a copy of a stretch takes longer to begin than to do.
      for (let at = start; at < end; at += 1) bytes[place + at - start] = texts.bytes[at] ?? 0;
      return place;
    },
    touch: (place) => {
      touched = (touched ^ (bytes[place] ?? 0) ^ (bytes[place + cacheLine] ?? 0)) & 1;
    },
    isSame: (texts, row, place) => {
      const [mine, other] = [texts.view, view];
      const end = texts.ends[row] ?? 0;
      let at = texts.starts[row] ?? 0;
      const shift = place - at;
      for (; at + 4 <= end; at += 4) if (mine.getInt32(at, true) !== other.getInt32(at + shift, true)) return false;
      for (; at < end; at += 1) if (mine.getUint8(at) !== other.getUint8(at + shift)) return false;
      return true;
    },
  };
}

export function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
