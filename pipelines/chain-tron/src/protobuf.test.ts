import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./hex-bytes.ts";
import {
  readInnerMessage,
  readInt64,
  readProtoBytes,
  readProtobuf,
  readRepeatedBytes,
  writeInnerMessage,
  writeInt64,
  writeProtoBytes,
} from "./protobuf.ts";

describe("protobuf", () => {
  test("gives back every int64 and every run of bytes", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.uint8Array({ maxLength: 300 }), (value, bytes) => {
        const message = readProtobuf(
          Buffer.concat([writeInt64(3, value), writeProtoBytes(200, bytes), writeInnerMessage(5, bytes)]),
        );
        if (message === undefined) throw new Error("a message that was written is one");
        expect(readInt64(message, 3)).toBe(value);
        expect(toHex(readProtoBytes(message, 200))).toBe(toHex(bytes));
        expect(readRepeatedBytes(message, 5).map(toHex)).toEqual([toHex(bytes)]);
      }),
    );
  });

  test("reads any bytes, or says that they are no message", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(() => readProtobuf(bytes)).not.toThrow();
      }),
    );
  });

  test.each([
    ["the last of a scalar that stands twice", "08010802", 2n],
    ["nothing from a field of another wire type", "0a0101", 0n],
    ["nothing from inside a group", "1308051408 07".replace(" ", ""), 7n],
    ["a varint of ten bytes as a negative", "08ffffffffffffffffff01", -1n],
  ])("takes %s, as Java's reader does", (_what, hex, expected) => {
    const message = readProtobuf(fromHex(hex));
    expect(message === undefined ? undefined : readInt64(message, 1)).toBe(expected);
  });

  test("joins the parts of a message that stands twice", () => {
    const message = readProtobuf(
      Buffer.concat([writeInnerMessage(2, writeInt64(1, 5n)), writeInnerMessage(2, writeInt64(5, 6n))]),
    );
    const inner = message && readInnerMessage(message, 2);
    expect(inner && [readInt64(inner, 1), readInt64(inner, 5)]).toEqual([5n, 6n]);
  });

  test.each(["08", "0a05aa", "07", "1b", "00"])("%s is no message", (hex) => {
    expect(readProtobuf(fromHex(hex))).toBeUndefined();
  });
});
