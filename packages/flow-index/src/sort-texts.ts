import type { TextRows } from "./growing-texts.ts";

/** Below it, texts are held against each other one by one. */
const smallCount = 24;
/** By the next byte, and those that end before. */
const bucketCount = 257;

/** The rows in bytewise order of their texts; those of equal texts as they stood. */
export function sortTexts(texts: TextRows): Uint32Array {
  const rows = Uint32Array.from({ length: texts.starts.length }, (_, row) => row);
  const scratch = new Uint32Array(rows.length);
  const waiting: Group[] = [{ first: 0, end: rows.length, depth: 0 }];
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    const part = rows.subarray(group.first, group.end);
    if (part.length <= smallCount) insertSorted(texts, part, group.depth);
    else {
      const depth = sharedLength(texts, part, group.depth);
      const ends = spreadByByte(texts, { part, scratch, depth });
      // The first bucket holds texts that end here: they are equal.
      for (let bucket = 1; bucket < bucketCount; bucket += 1) {
        const [first = 0, end = 0] = [ends[bucket - 1], ends[bucket]];
        if (end - first > 1) waiting.push({ first: group.first + first, end: group.first + end, depth: depth + 1 });
      }
    }
  }
  return rows;
}

/** Rows of which the texts share their first `depth` bytes. */
interface Group {
  readonly first: number;
  readonly end: number;
  readonly depth: number;
}

/** How many bytes all of them share. */
function sharedLength({ bytes, starts, ends }: TextRows, rows: Uint32Array, depth: number): number {
  const model = starts[rows[0] ?? 0] ?? 0;
  let shared = (ends[rows[0] ?? 0] ?? 0) - model;
  for (const row of rows) {
    const start = starts[row] ?? 0;
    const end = Math.min(shared, (ends[row] ?? 0) - start);
    let at = depth;
    while (at < end && bytes[start + at] === bytes[model + at]) at += 1;
    shared = at;
    if (shared === depth) return depth;
  }
  return shared;
}

/** Puts rows in the order of the byte at `depth`; where each bucket ends. */
function spreadByByte(
  { bytes, starts, ends }: TextRows,
  { part, scratch, depth }: { readonly part: Uint32Array; readonly scratch: Uint32Array; readonly depth: number },
): Uint32Array {
  const bucketOf = (row: number): number => {
    const at = (starts[row] ?? 0) + depth;
    return at < (ends[row] ?? 0) ? (bytes[at] ?? 0) + 1 : 0;
  };
  const places = new Uint32Array(bucketCount + 1);
  for (const row of part) {
    const next = bucketOf(row) + 1;
    places[next] = (places[next] ?? 0) + 1;
  }
  for (let bucket = 1; bucket <= bucketCount; bucket += 1) places[bucket] = (places[bucket] ?? 0) + (places[bucket - 1] ?? 0);
  const spread = scratch.subarray(0, part.length);
  spread.set(part);
  for (const row of spread) {
    const bucket = bucketOf(row);
    const place = places[bucket] ?? 0;
    part[place] = row;
    places[bucket] = place + 1;
  }
  return places;
}

function insertSorted({ bytes, starts, ends }: TextRows, rows: Uint32Array, depth: number): void {
  const isAfter = (a: number, b: number): boolean => {
    const [shift, end] = [(starts[b] ?? 0) - (starts[a] ?? 0), ends[a] ?? 0];
    for (let at = (starts[a] ?? 0) + depth; at < end; at += 1) {
      if (at + shift >= (ends[b] ?? 0)) return true;
      const difference = (bytes[at] ?? 0) - (bytes[at + shift] ?? 0);
      if (difference !== 0) return difference > 0;
    }
    return false;
  };
  for (let index = 1; index < rows.length; index += 1) {
    const row = rows[index] ?? 0;
    let at = index;
    for (; at > 0 && isAfter(rows[at - 1] ?? 0, row); at -= 1) rows[at] = rows[at - 1] ?? 0;
    rows[at] = row;
  }
}
