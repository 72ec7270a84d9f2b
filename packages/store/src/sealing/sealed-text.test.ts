import fc from "fast-check";
import { expect, test } from "vitest";
import { blindText, sealText, unsealText } from "./sealed-text.ts";
import { deriveSealingKeys } from "./sealing-keys.ts";

const keys = deriveSealingKeys(Buffer.alloc(32, 7));
const otherKeys = deriveSealingKeys(Buffer.alloc(32, 8));
const place = { column: "party.party.name", rowId: "p1" };
const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: "binary", maxLength: 30 }).map((text) => text.repeat(60)),
);

test("a sealed text opens as it was, and no two ciphertexts of it are alike", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const sealed = sealText(keys, place, text);
      expect(sealed).toMatch(/^s1:[A-Za-z0-9_-]+$/);
      expect(unsealText(keys, place, sealed)).toBe(text);
      expect(sealText(keys, place, text)).not.toBe(sealed);
    }),
  );
});

test("it opens at its own place and with its own key alone", () => {
  const sealed = sealText(keys, place, "Somchai");
  for (const open of [
    () => unsealText(otherKeys, place, sealed),
    () => unsealText(keys, { ...place, rowId: "p2" }, sealed),
    () => unsealText(keys, { ...place, column: "party.party.path" }, sealed),
    () => unsealText(keys, { column: "party.party.nam", rowId: "ep1" }, sealed),
    () => unsealText(keys, place, "Somchai"),
    () => unsealText(keys, place, "s1:"),
  ])
    expect(open).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
});

test("any bit that changed is noticed, and the text is not told", () => {
  const sealed = Buffer.from(sealText(keys, place, "Somchai").slice(3), "base64url");
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(() => unsealText(keys, place, `s1:${changed.toString("base64url")}`)).toThrow(/changed, or moved/);
  }
});

test("a long text takes less room sealed than plain, as far as it repeats itself", () => {
  const text = JSON.stringify(Array.from({ length: 100 }, (_, index) => [`/report/transaction[1]/t_from/${index}`, "Somchai"]));
  expect(sealText(keys, place, text).length).toBeLessThan(text.length / 3);
});

test("a keyed digest tells equality within a column, and neither across columns nor across keys", () => {
  const digest = blindText(keys, "party.identifier.value_blind", "phone +661");
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(blindText(keys, "party.identifier.value_blind", "phone +661")).toBe(digest);
  expect(blindText(keys, "str.mention.value_blind", "phone +661")).not.toBe(digest);
  expect(blindText(otherKeys, "party.identifier.value_blind", "phone +661")).not.toBe(digest);
});

test("the same master key gives the same keys, each for one purpose", () => {
  const { id, checkValue, encryption, blindIndex } = keys;
  expect(deriveSealingKeys(Buffer.alloc(32, 7))).toEqual(keys);
  const texts = [encryption, blindIndex].map((key) => Buffer.from(key).toString("hex"));
  expect(new Set([id, checkValue, ...texts]).size).toBe(4);
  expect(texts.some((text) => text.includes(id) || text.includes(checkValue))).toBe(false);
});
