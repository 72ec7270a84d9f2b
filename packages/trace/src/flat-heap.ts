import { createHeap, createMemory, type Heap, memoryLimit } from "@tributary/kernel";

let ownHeap: Heap | undefined;

/** Lends this thread's flat memory. What is allocated meanwhile is given back, whatever happens. */
export function withHeap<Result>(use: (heap: Heap) => Result): Result {
  ownHeap ??= createHeap(createMemory(), { from: 64, limit: memoryLimit });
  const heap = ownHeap;
  const mark = heap.mark();
  try {
    return use(heap);
  } finally {
    heap.release(mark);
  }
}
