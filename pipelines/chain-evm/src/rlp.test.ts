import { encodeRlp as encodeByLibrary } from "ethers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeRlp, type RlpItem } from "./rlp.ts";

const bytes = fc
  .oneof(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ minLength: 250, maxLength: 300 }))
  .map((value) => `0x${Buffer.from(value).toString("hex")}`);
const { item } = fc.letrec<{ item: RlpItem }>((tie) => ({
  item: fc.oneof({ maxDepth: 4 }, bytes, fc.array(tie("item"), { maxLength: 6 })),
}));

test("encodes as the library does", () => {
  fc.assert(
    fc.property(item, (value) => {
      expect(encodeRlp(value)).toBe(encodeByLibrary(mutable(value)));
    }),
  );
});

type Mutable = string | Mutable[];

function mutable(value: RlpItem): Mutable {
  return typeof value === "string" ? value : value.map(mutable);
}
