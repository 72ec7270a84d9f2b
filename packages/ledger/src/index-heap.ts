/** A queue of indexes that gives the least first. */
export interface IndexHeap {
  readonly indexes: number[];
}

export function createIndexHeap(): IndexHeap {
  return { indexes: [] };
}

export function pushIndex({ indexes }: IndexHeap, index: number): void {
  let child = indexes.length;
  indexes.push(index);
  while (child > 0) {
    const parent = (child - 1) >> 1;
    const above = indexes[parent] ?? 0;
    if (above <= index) break;
    indexes[child] = above;
    child = parent;
  }
  indexes[child] = index;
}

/** The least index, or undefined where the queue is empty. */
export function popIndex({ indexes }: IndexHeap): number | undefined {
  const least = indexes[0];
  const last = indexes.pop();
  if (last === undefined || indexes.length === 0) return least;
  let parent = 0;
  for (;;) {
    const left = 2 * parent + 1;
    const right = left + 1;
    if (left >= indexes.length) break;
    const rightValue = indexes[right] ?? Number.POSITIVE_INFINITY;
    const child = rightValue < (indexes[left] ?? 0) ? right : left;
    const below = indexes[child] ?? 0;
    if (below >= last) break;
    indexes[parent] = below;
    parent = child;
  }
  indexes[parent] = last;
  return least;
}
