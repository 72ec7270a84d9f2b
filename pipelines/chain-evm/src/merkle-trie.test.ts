import { expect, test } from "vitest";
import { rootOf } from "./merkle-trie.ts";
import { encodeRlp } from "./rlp.ts";

test("the root of nothing is the one in every empty block", () => {
  expect(rootOf([])).toBe("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
});

test.each([1, 2, 16, 17, 128, 130])("of %i values changes with each of them and with their order", (count) => {
  const values = Array.from({ length: count }, (_, index) =>
    encodeRlp([`0x${(index + 1).toString(16).padStart(4, "0")}`, `0x${"ab".repeat(40)}`]),
  );
  const root = rootOf(values);
  const roots = new Set(values.map((_, changed) => rootOf(values.map((value, index) => (index === changed ? "0xff" : value)))));
  expect(roots.size).toBe(count);
  expect(roots.has(root)).toBe(false);
  if (count > 1) expect(rootOf([...values].reverse())).not.toBe(root);
});
