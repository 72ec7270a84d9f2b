/** The value of one protobuf field by its wire type: a varint as 64 unsigned bits, or bytes. Fixed-width fields and groups hold nothing that is read here. */
type ProtoValue = { readonly kind: "varint"; readonly bits: bigint } | { readonly kind: "bytes"; readonly bytes: Uint8Array };

/** The fields of one message by number, in the order in which they stand. */
export type ProtoMessage = ReadonlyMap<number, readonly ProtoValue[]>;

const varintBytesMax = 10;
const groupDepthMax = 100;

/**
 * Reads one message as Java's protobuf reads it: of a scalar that stands several times the last counts, a field of another wire type than its
 * own counts as unknown. Undefined where the bytes are no message.
 */
export function readProtobuf(bytes: Uint8Array): ProtoMessage | undefined {
  const fields = new Map<number, ProtoValue[]>();
  let groupDepth = 0;
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === undefined) return undefined;
    const number = Number((tag.bits & 0xffffffffn) >> 3n);
    const read = readValue(bytes, { at: tag.end, wireType: Number(tag.bits & 7n) });
    if (read === undefined || number === 0) return undefined;
    at = read.end;
    if (read.group !== 0) {
      groupDepth += read.group;
      if (groupDepth < 0 || groupDepth > groupDepthMax) return undefined;
    } else if (read.value !== null && groupDepth === 0) fields.set(number, [...(fields.get(number) ?? []), read.value]);
  }
  return groupDepth === 0 ? fields : undefined;
}

interface ReadValue {
  /** Null for a width that is skipped. */
  readonly value: ProtoValue | null;
  readonly end: number;
  /** 1 where a group starts, -1 where one ends. */
  readonly group: -1 | 0 | 1;
}

function readValue(bytes: Uint8Array, place: { readonly at: number; readonly wireType: number }): ReadValue | undefined {
  const { at, wireType } = place;
  if (wireType === 0) {
    const varint = readVarint(bytes, at);
    return varint && { value: { kind: "varint", bits: varint.bits }, end: varint.end, group: 0 };
  }
  if (wireType === 1 || wireType === 5) {
    const end = at + (wireType === 1 ? 8 : 4);
    return end > bytes.length ? undefined : { value: null, end, group: 0 };
  }
  if (wireType === 3 || wireType === 4) return { value: null, end: at, group: wireType === 3 ? 1 : -1 };
  if (wireType !== 2) return undefined;
  const length = readVarint(bytes, at);
  if (length === undefined || length.bits > BigInt(bytes.length - length.end)) return undefined;
  const end = length.end + Number(length.bits);
  return { value: { kind: "bytes", bytes: bytes.subarray(length.end, end) }, end, group: 0 };
}

function readVarint(bytes: Uint8Array, start: number): { readonly bits: bigint; readonly end: number } | undefined {
  let bits = 0n;
  for (let index = 0; index < varintBytesMax; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    bits |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { bits: BigInt.asUintN(64, bits), end: start + index + 1 };
  }
  return undefined;
}

/** An int64; 0 where the field is absent. */
export function readInt64(message: ProtoMessage, field: number): bigint {
  const last = message.get(field)?.findLast((value) => value.kind === "varint");
  return last?.kind === "varint" ? BigInt.asIntN(64, last.bits) : 0n;
}

/** Bytes; empty where the field is absent. */
export function readProtoBytes(message: ProtoMessage, field: number): Uint8Array {
  const last = message.get(field)?.findLast((value) => value.kind === "bytes");
  return last?.kind === "bytes" ? last.bytes : new Uint8Array(0);
}

/** Every value of a repeated field of bytes. */
export function readRepeatedBytes(message: ProtoMessage, field: number): readonly Uint8Array[] {
  return (message.get(field) ?? []).flatMap((value) => (value.kind === "bytes" ? [value.bytes] : []));
}

/** A message inside a message; parts that stand several times are one, as protobuf merges them. Undefined where it is no message. */
export function readInnerMessage(message: ProtoMessage, field: number): ProtoMessage | undefined {
  return readProtobuf(Buffer.concat(readRepeatedBytes(message, field)));
}

/** A varint field as proto3 writes it: nothing where it is 0. */
export function writeInt64(field: number, value: bigint): Uint8Array {
  return value === 0n ? new Uint8Array(0) : Buffer.concat([writeVarint(BigInt(field) << 3n), writeVarint(value)]);
}

/** A field of bytes as proto3 writes it: nothing where it is empty. */
export function writeProtoBytes(field: number, bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array(0) : writeInnerMessage(field, bytes);
}

/** A message inside a message, or one value of a repeated field: written even where it is empty. */
export function writeInnerMessage(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([writeVarint((BigInt(field) << 3n) | 2n), writeVarint(BigInt(bytes.length)), bytes]);
}

function writeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}
