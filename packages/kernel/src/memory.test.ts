import { describe, expect, test } from "vitest";
import { createMemory, growTo } from "./memory.ts";
import { type LinearMemory, newMemory } from "./web-assembly.ts";

const pageBytes = 65_536;

/** A memory that another thread makes longer by so many pages just before each of the first growths. */
function crowded(pagesMax: number, others: readonly number[]): LinearMemory {
  const shared = newMemory(pagesMax);
  const waiting = [...others];
  return {
    get buffer() {
      return shared.buffer;
    },
    grow: (pages) => {
      if (pages > 0) shared.grow(waiting.shift() ?? 0);
      return shared.grow(pages);
    },
  };
}

describe("a memory that other threads make longer at the same time", () => {
  test("is long enough where together they ask for more pages than it can have", () => {
    const memory = crowded(10, [6]);
    growTo(createMemory(memory), 7 * pageBytes);
    expect(memory.buffer.byteLength).toBe(7 * pageBytes);
  });

  test("is made longer by what is still missing then", () => {
    const memory = crowded(10, [4, 1]);
    growTo(createMemory(memory), 10 * pageBytes);
    expect(memory.buffer.byteLength).toBe(10 * pageBytes);
  });

  test("is too small for what nobody left room for", () => {
    expect(() => growTo(createMemory(crowded(10, [])), 11 * pageBytes)).toThrow(RangeError);
    expect(() => growTo(createMemory(crowded(10, [4])), 11 * pageBytes)).toThrow(RangeError);
  });
});
