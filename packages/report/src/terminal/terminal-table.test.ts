import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth } from "./display-width.ts";
import { terminalTable } from "./terminal-table.ts";
import { wrapText } from "./wrap-text.ts";

describe("displayWidth", () => {
  test.each([
    ["abc", 3],
    ["王小明", 6],
    ["สมชาย น้ำ", 8],
    ["Nguyễn", 6],
    ["e\u0301", 1],
    ["ㄱ한", 4],
  ])("%s takes %i columns", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

describe("wrapText", () => {
  test("never passes the width and loses nothing but spaces at breaks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.every((line) => displayWidth(line) <= width)).toBe(true);
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      }),
    );
  });
});

describe("terminalTable", () => {
  const account = `eip155:1:0x${"ab".repeat(20)}`;
  const columns = [
    { heading: "Account", kind: "text" },
    { heading: "fifo", kind: "amount" },
    { heading: "lifo", kind: "amount" },
    { heading: "pro-rata", kind: "amount" },
    { heading: "libr", kind: "amount" },
    { heading: "pifo", kind: "amount" },
  ] as const;

  test("stays within 80 columns, and never breaks an amount", () => {
    const amount = "123,456,789.123456";
    const drawn = terminalTable({ columns, rows: [[account, amount, amount, amount, amount, amount]] }, 80);
    expect(drawn.split("\n").every((line) => displayWidth(line) <= 80)).toBe(true);
    expect(drawn.split(amount)).toHaveLength(6);
    for (const column of columns) expect(drawn).toContain(column.heading);
  });

  test("aligns wide characters", () => {
    const drawn = terminalTable(
      {
        columns: columns.slice(0, 2),
        rows: [
          ["王小明", "1.00"],
          ["abc", "22.00"],
        ],
      },
      40,
    ).split("\n");
    expect(drawn.slice(2).map(displayWidth)).toEqual([14, 14]);
  });

  test("shows control characters of a foreign name instead of obeying them", () => {
    const drawn = terminalTable({ columns: columns.slice(0, 1), rows: [["\u001b[31mred\u202e"]] }, 80);
    expect(drawn).toContain("\\u{1b}[31mred\\u{202e}");
    expect(drawn).not.toContain("\u001b");
  });
});
