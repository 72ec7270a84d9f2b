import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyFilter } from "./key-filter.ts";

test("what was added is always found", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 100 }), (texts) => {
      const filter = new KeyFilter();
      for (const text of texts) filter.add(text);
      expect(texts.every((text) => filter.mayHold(text))).toBe(true);
    }),
  );
});

test("an empty filter holds nothing", () => {
  expect(new KeyFilter().mayHold("")).toBe(false);
});

test("over several layers every text added is found, and hardly any other", () => {
  const filter = new KeyFilter();
  const count = 100_000;
  for (let index = 0; index < count; index += 1) filter.add(`key ${index}`);
  let strange = 0;
  for (let index = 0; index < count; index += 1) {
    if (!filter.mayHold(`key ${index}`)) throw new Error(`key ${index} was added and is not found`);
    if (filter.mayHold(`other ${index}`)) strange += 1;
  }
  expect(strange).toBeLessThan(20);
});
