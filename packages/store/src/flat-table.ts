/**
 * A FlatBuffers table inside a buffer, read with bounds: the library that decodes Arrow believes every length it finds, and a damaged one
 * makes it allocate without end. All errors are RangeErrors.
 */
export class FlatTable {
  readonly #bytes: DataView;
  readonly #at: number;

  private constructor(bytes: DataView, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  static root(buffer: Uint8Array): FlatTable {
    const bytes = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    return new FlatTable(bytes, bytes.getUint32(0, true));
  }

  /** Where a field's value stands, or undefined where the table leaves it out. */
  #field(index: number): number | undefined {
    const vtable = this.#at - this.#bytes.getInt32(this.#at, true);
    const size = this.#bytes.getUint16(vtable, true);
    const slot = 4 + 2 * index;
    const offset = slot + 2 <= size ? this.#bytes.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? undefined : this.#at + offset;
  }

  byte(index: number): number {
    const at = this.#field(index);
    return at === undefined ? 0 : this.#bytes.getUint8(at);
  }

  long(index: number): bigint {
    const at = this.#field(index);
    return at === undefined ? 0n : this.#bytes.getBigInt64(at, true);
  }

  table(index: number): FlatTable | undefined {
    const at = this.#field(index);
    return at === undefined ? undefined : this.#follow(at);
  }

  /** The number of elements of a vector, after checking that so many elements of that size are there. */
  vectorLength(index: number, elementSize: number): number {
    const start = this.#vectorStart(index);
    if (start === undefined) return 0;
    const length = this.#bytes.getUint32(start, true);
    if (start + 4 + length * elementSize > this.#bytes.byteLength) throw new RangeError("a list that is longer than its file");
    return length;
  }

  /** A vector of structs, each as a view of its own bytes. */
  structs(index: number, size: number): DataView[] {
    const length = this.vectorLength(index, size);
    const start = (this.#vectorStart(index) ?? 0) + 4 + this.#bytes.byteOffset;
    return Array.from({ length }, (_, element) => new DataView(this.#bytes.buffer, start + element * size, size));
  }

  tables(index: number): FlatTable[] {
    const length = this.vectorLength(index, 4);
    const start = this.#vectorStart(index);
    return start === undefined ? [] : Array.from({ length }, (_, element) => this.#follow(start + 4 + 4 * element));
  }

  #vectorStart(index: number): number | undefined {
    const at = this.#field(index);
    return at === undefined ? undefined : at + this.#bytes.getUint32(at, true);
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#bytes, at + this.#bytes.getUint32(at, true));
  }
}
