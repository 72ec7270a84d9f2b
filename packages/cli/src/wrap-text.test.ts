import { expect, test } from "vitest";
import { wrapText } from "./wrap-text.ts";

test("text is broken between words and long words are left whole", () => {
  expect(wrapText("one two three", { indent: "  ", width: 9 })).toEqual(["  one two", "  three"]);
  expect(wrapText("/a/very/long/path and more", { indent: "", width: 8 })).toEqual(["/a/very/long/path", "and more"]);
  expect(wrapText("", { indent: "  ", width: 8 })).toEqual(["  "]);
});
