import { expect, test } from "vitest";
import { differingPaths, pathsInWords } from "./content-difference.ts";

const content = (...pairs: readonly (readonly [string, string])[]): string => JSON.stringify(pairs);

test("the paths that differ are named, once each, and their values are not", () => {
  const left = content(["/a", "Ama"], ["/b", "1"], ["/c", "x"], ["/c", "y"]);
  expect(differingPaths(left, content(["/a", "Kojo"], ["/b", "1"], ["/c", "y"], ["/c", "x"], ["/d", "new"]))).toEqual([
    "/a",
    "/c",
    "/d",
  ]);
  expect(differingPaths(left, left)).toEqual([]);
});

test.each([null, "", "no list", "{}", "[1]"])("%j is no content that can be compared", (value) => {
  expect(differingPaths(value, content())).toBeNull();
});

test("of many paths the first are named", () => {
  expect(pathsInWords(["/a", "/b"])).toBe("/a, /b");
  expect(pathsInWords(["/1", "/2", "/3", "/4", "/5", "/6", "/7"])).toBe("/1, /2, /3, /4, /5 and 2 more");
});
