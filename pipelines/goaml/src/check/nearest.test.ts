import { expect, test } from "vitest";
import { nearestWords } from "./nearest.ts";

test.each([
  ["cash", ["CASH", "CHQ"], ["CASH"]],
  ["SWFT", ["SWIFT", "ATM", "SWF"], ["SWF", "SWIFT"]],
  ["PASSPORT", ["PASSP", "DRIVL"], ["PASSP"]],
  ["frist_name", ["first_name", "birthdate"], ["first_name"]],
  ["zzzz", ["CASH"], []],
  ["", ["A"], []],
  ["Z", ["-", "E", "M"], []],
  ["e", ["-", "E", "M"], ["E"]],
  [`x${"y".repeat(100_000)}`, ["CASH"], []],
])("what may be meant by %j among %j is %j", (found, words, near) => {
  expect(nearestWords(found, words, 3).toSorted()).toEqual(near);
});
