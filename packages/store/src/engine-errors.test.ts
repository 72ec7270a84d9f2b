import { expect, test } from "vitest";
import { translateEngineError } from "./engine-errors.ts";

const context = { path: "store", isOpening: false };

test.each([
  ['FATAL Error: Failed to write: Could not write file "x": No space left on device', "STORE_FULL"],
  ['TransactionContext Error: Failed to commit: Could not write file "x.wal": File too large', "STORE_FULL"],
  ["Out of Memory Error: failed to offload data block (max_temp_directory_size)", "STORE_FULL"],
  ["FATAL Error: Failed: database has been invalidated because of a previous fatal error.", "STORE_DAMAGED"],
  ["IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2", "STORE_DAMAGED"],
])("%s is told as %s", (message, code) => {
  expect(translateEngineError(new Error(message), context)).toMatchObject({ code });
});

test("a lock that is held is told only where a file is opened", () => {
  const error = new Error('IO Error: Could not set lock on file "x": Conflicting lock is held in /usr/bin/node (PID 7)');
  expect(translateEngineError(error, { path: "store", isOpening: true })).toMatchObject({ code: "STORE_BUSY" });
});

test("our own mistakes stay as they are", () => {
  const error = new Error("Binder Error: no such column");
  expect(translateEngineError(error, context)).toBe(error);
});
