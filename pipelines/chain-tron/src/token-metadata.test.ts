import { readTokenScale, readTokenSymbol } from "@tributary/chain-kit";
import { expect, test } from "vitest";
import { wordOfAmount } from "./made-chain.ts";

const hexOfText = (text: string): string => Buffer.from(text, "utf8").toString("hex");

test.each([
  [wordOfAmount(6n), 6],
  [wordOfAmount(78n), null],
  ["06", null],
  [null, null],
])("decimals %s are %s", (answer, expected) => {
  expect(readTokenScale(answer)).toBe(expected);
});

test.each([
  [`${wordOfAmount(32n)}${wordOfAmount(4n)}${hexOfText("USDT").padEnd(64, "0")}`, "USDT"],
  [hexOfText("WIN").padEnd(64, "0"), "WIN"],
  [`${wordOfAmount(32n)}${wordOfAmount(900n)}${hexOfText("USDT").padEnd(64, "0")}`, null],
  [hexOfText("U\u202eS").padEnd(64, "0"), "U\\u{202e}S"],
  ["ff".repeat(32), null],
  [hexOfText(" ").padEnd(64, "0"), null],
  [null, null],
])("the symbol of %s is %s", (answer, expected) => {
  expect(readTokenSymbol(answer)).toBe(expected);
});
