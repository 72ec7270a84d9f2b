import type { Heap, RecordList } from "@tributary/kernel";

/** Puts numbers into a heap, and tells where. */
export function putU32(heap: Heap, column: Uint32Array<ArrayBuffer>): number {
  const at = heap.allocate(column.byteLength);
  heap.memory.u32(at, column.length).set(column);
  return at;
}

/** Puts records of `width` fields each. */
export function putRecords(heap: Heap, fields: Uint32Array<ArrayBuffer>, width: number): RecordList {
  return { at: fields.length === 0 ? 0 : putU32(heap, fields), count: fields.length / width };
}
