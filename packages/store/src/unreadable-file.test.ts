import { expect, test } from "vitest";
import { failUnreadable } from "./unreadable-file.ts";

test("says what is wrong, and nothing of the folder that a copy lies in", () => {
  const error = new Error('Failed to read file "/var/x-8f3a/table.parquet": decompression failure\nmore');
  expect(() => failUnreadable(error, { file: "a.parquet", expected: "a whole file" })).toThrow(
    expect.objectContaining({
      finding: {
        code: "FILE_UNREADABLE",
        found: "Failed to read the file: decompression failure",
        expected: "a whole file",
        where: { file: "a.parquet" },
      },
    }),
  );
});
