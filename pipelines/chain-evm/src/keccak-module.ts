/**
 * The permutation Keccak-f[1600] as a WebAssembly module, made here instruction by instruction: integers of 64 bits are the machine's own there, and some
 * twenty times as fast as in the language's. Source of every constant: FIPS 202, section 3.2.
 *
 * The module exports its memory `m`, whose first 200 bytes are the state, and a function `f` that permutes it.
 */
export function makeKeccakModule(): Uint8Array<ArrayBuffer> {
  const permutation = [1, localCount, i64, ...permutationCode()];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    // One type () -> (), one function of it, one page of memory, two exports, the code.
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, textByte("m"), 2, 0, 1, textByte("f"), 0, 0]),
    ...section(10, [1, ...encodeUnsigned(permutation.length), ...permutation]),
  ]);
}

const i64 = 0x7e;
const laneCount = 25;
const roundCount = 24;
/** Locals: the lanes a, the lanes b between two steps, five columns, one scratch. */
const localCount = 56;
const a = (index: number): number => index;
const b = (index: number): number => laneCount + index;
const column = (index: number): number => 2 * laneCount + index;
const scratch = 55;

const op = {
  get: 0x20,
  set: 0x21,
  load: 0x29,
  store: 0x37,
  constant32: 0x41,
  constant64: 0x42,
  and: 0x83,
  xor: 0x85,
  rotl: 0x89,
  end: 0x0b,
};
/** Memory operands are aligned to two to the third bytes. */
const alignment = 3;

const indexes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function permutationCode(): readonly number[] {
  const loads = indexes(laneCount).flatMap((lane) => [
    op.constant32,
    0,
    op.load,
    alignment,
    ...encodeUnsigned(lane * 8),
    op.set,
    a(lane),
  ]);
  const stores = indexes(laneCount).flatMap((lane) => [
    op.constant32,
    0,
    op.get,
    a(lane),
    op.store,
    alignment,
    ...encodeUnsigned(lane * 8),
  ]);
  const rounds = roundConstants().flatMap((constant) => [...theta(), ...rhoAndPi(), ...chiAndIota(constant)]);
  return [...loads, ...rounds, ...stores, op.end];
}

/** Each lane is mixed with the parity of two columns. */
function theta(): readonly number[] {
  const parities = indexes(5).flatMap((x) => [
    ...[op.get, a(x)],
    ...[1, 2, 3, 4].flatMap((y) => [op.get, a(x + 5 * y), op.xor]),
    ...[op.set, column(x)],
  ]);
  const mixes = indexes(5).flatMap((x) => [
    ...[op.get, column((x + 4) % 5), op.get, column((x + 1) % 5), ...constant64(1n), op.rotl, op.xor, op.set, scratch],
    ...indexes(5).flatMap((y) => [op.get, a(x + 5 * y), op.get, scratch, op.xor, op.set, a(x + 5 * y)]),
  ]);
  return [...parities, ...mixes];
}

/** Lanes are rotated, each by one step more than the one before it, and change their places. */
function rhoAndPi(): readonly number[] {
  const code = [op.get, a(0), op.set, b(0)];
  let [x, y, rotation] = [1, 0, 0];
  for (let step = 1; step < laneCount; step += 1) {
    rotation = (rotation + step) % 64;
    const [toX, toY] = [y, (2 * x + 3 * y) % 5];
    code.push(op.get, a(x + 5 * y), ...constant64(BigInt(rotation)), op.rotl, op.set, b(toX + 5 * toY));
    [x, y] = [toX, toY];
  }
  return code;
}

/** Rows are mixed without being linear; the first lane takes the round's constant. */
function chiAndIota(constant: bigint): readonly number[] {
  return indexes(laneCount).flatMap((lane) => {
    const row = lane - (lane % 5);
    const next = (steps: number): number => b(row + ((lane + steps) % 5));
    const mixed = [op.get, b(lane), op.get, next(1), ...constant64(-1n), op.xor, op.get, next(2), op.and, op.xor];
    return [...mixed, ...(lane === 0 ? [...constant64(constant), op.xor] : []), op.set, a(lane)];
  });
}

/** Bits of a shift register of eight bits with the polynomial x^8 + x^6 + x^5 + x^4 + 1, at the places 2^j - 1. */
function roundConstants(): readonly bigint[] {
  let register = 1n;
  return indexes(roundCount).map(() => {
    let constant = 0n;
    for (let j = 0n; j < 7n; j += 1n) {
      if ((register & 1n) === 1n) constant |= 1n << ((1n << j) - 1n);
      register = ((register << 1n) ^ ((register >> 7n) * 0x171n)) & 0xffn;
    }
    return constant;
  });
}

function constant64(value: bigint): readonly number[] {
  return [op.constant64, ...encodeSigned(value)];
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...encodeUnsigned(content.length), ...content];
}

function textByte(character: string): number {
  return character.charCodeAt(0);
}

/** LEB128, as WebAssembly writes integers. */
function encodeUnsigned(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...encodeUnsigned(value >>> 7)];
}

function encodeSigned(value: bigint): readonly number[] {
  const signed = BigInt.asIntN(64, value);
  const low = Number(signed & 0x7fn);
  const rest = signed >> 7n;
  const isLast = (rest === 0n && low < 0x40) || (rest === -1n && low >= 0x40);
  return isLast ? [low] : [low | 0x80, ...encodeSigned(rest)];
}
