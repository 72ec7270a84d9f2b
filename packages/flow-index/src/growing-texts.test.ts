import { expect, test } from "vitest";
import { withRoom } from "./growing-texts.ts";

test("texts that lie together stay below what a place can say", () => {
  const bytes = Buffer.from("abc");
  expect(withRoom(bytes, 2, 1)).toBe(bytes);
  expect(withRoom(bytes, 2, 2).subarray(0, 2).toString()).toBe("ab");
  expect(() => withRoom(bytes, 2 ** 32 - 1, 1)).toThrow("4294967296 bytes of names");
});
