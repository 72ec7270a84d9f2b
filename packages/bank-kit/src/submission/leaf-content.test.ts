import fc from "fast-check";
import { expect, test } from "vitest";
import { contentOfLeaves } from "./leaf-content.ts";

const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), units);

test("leaves are written as JSON.stringify writes them", () => {
  const leaf = fc.record({ path: text, line: fc.nat(), value: text });
  fc.assert(
    fc.property(fc.array(leaf, { maxLength: 5 }), fc.nat(3), (leaves, start) => {
      expect(contentOfLeaves(leaves, start)).toBe(JSON.stringify(leaves.map(({ path, value }) => [path.slice(start), value])));
    }),
  );
});
