import { digestFields as fieldsOfDomain, digestText as textOfDomain } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { digestFields, digestText } from "./digest.ts";

/** Halves of surrogate pairs too. */
const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
const text = fc.oneof(fc.string({ unit: "binary" }), units);

test("digests are those of the domain, byte for byte", () => {
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 5 }), (one, fields) => {
      expect(digestText(one)).toBe(textOfDomain(one));
      expect(digestFields(one, fields)).toBe(fieldsOfDomain(one, fields));
    }),
  );
});
