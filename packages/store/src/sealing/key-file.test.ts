import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../test/samples.ts";
import { makeKeyFile, readKeyFile } from "./key-file.ts";

let folder = temporaryFolder();
let path = "";
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, "store.key");
});
afterEach(() => folder.remove());

test("a key is made for its owner alone, leaves nothing beside it, and reads back", () => {
  const made = makeKeyFile(path);
  expect(made).toMatchObject({ kind: "key", masterKey: { length: 32 } });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.path)).toEqual(["store.key"]);
  expect(readKeyFile(path)).toEqual(made);
});

test("a key that is there is never replaced", () => {
  const made = makeKeyFile(path);
  expect(makeKeyFile(path)).toEqual(made);
  expect(readdirSync(folder.path)).toEqual(["store.key"]);
});

test("two keys differ", () => {
  expect(makeKeyFile(path)).not.toEqual(makeKeyFile(`${path}.other`));
});

test("no key, no folder", () => {
  expect(readKeyFile(path)).toMatchObject({ kind: "refused", finding: { code: "KEY_MISSING", where: { file: path } } });
  const nowhere = join(folder.path, "no", "store.key");
  expect(makeKeyFile(nowhere)).toMatchObject({ kind: "refused", finding: { code: "KEY_MISSING", where: { file: nowhere } } });
});

test.each([0o640, 0o604, 0o644, 0o660, 0o610])("a key that others may use is refused (mode %o)", (mode) => {
  makeKeyFile(path);
  chmodSync(path, mode);
  expect(readKeyFile(path)).toMatchObject({
    kind: "refused",
    finding: { code: "KEY_WRONG", expected: "mode 600; run chmod 600" },
  });
});

test.each(["", "\n", "secret", `tributary key 1 ${"A".repeat(42)}`, `tributary key 2 ${"A".repeat(43)}`, "A".repeat(100_000)])(
  "what is no key is refused, and none of it told",
  (text) => {
    writeFileSync(path, text, { mode: 0o600 });
    const read = readKeyFile(path);
    expect(read).toMatchObject({ kind: "refused", finding: { code: "KEY_WRONG", found: "a file that holds no key" } });
    expect(makeKeyFile(path)).toEqual(read);
    expect(readFileSync(path, "utf8")).toBe(text);
  },
);

test("a folder is no key", () => {
  mkdirSync(path);
  expect(readKeyFile(path)).toMatchObject({ kind: "refused", finding: { code: "KEY_WRONG" } });
});
