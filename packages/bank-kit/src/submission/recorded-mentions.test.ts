import fc from "fast-check";
import { expect, test } from "vitest";
import { mentionsIn, untriedLengthMin } from "./recorded-mentions.ts";

const piece = fc.constantFrom(
  "T",
  "1",
  "3",
  "0x",
  "bc1",
  "tb1",
  "GB82",
  "DE12",
  "+1",
  "0",
  "А",
  "23",
  "4567",
  "aB3",
  "WEST",
  "Tx9",
  " ",
  "-",
  "(",
  "\n",
);

test("a text short of the least length never offers more candidates than are tried", () => {
  const text = fc
    .array(piece, { maxLength: 2 * untriedLengthMin })
    .map((pieces) => pieces.join("").slice(0, untriedLengthMin - 1));
  fc.assert(
    fc.property(text, (value) => {
      let untried = 0;
      mentionsIn([{ path: "/a", line: 1, value }], "GH", () => {
        untried += 1;
      });
      expect(untried).toBe(0);
    }),
  );
});
