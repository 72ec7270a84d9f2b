import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeBag, readManifest, rootDigest, textFile, writeManifest } from "./bag-manifest.ts";

const payload = [textFile("data/b.txt", "two"), textFile("data/a.txt", "one")];

describe("makeBag", () => {
  test("does not depend on the order of the files", () => {
    expect(makeBag(payload, [["A", "x"]])).toEqual(makeBag(payload.toReversed(), [["A", "x"]]));
  });

  test("states bytes and files, and no date", () => {
    const information = makeBag(payload, [["Label", "two\nlines"]]).find((file) => file.path === "bag-info.txt");
    expect(new TextDecoder().decode(information?.bytes)).toBe("Label: two lines\nPayload-Oxum: 6.2\n");
  });

  test("has another root when any byte is another", () => {
    const root = rootDigest(makeBag(payload, []));
    expect(rootDigest(makeBag([textFile("data/b.txt", "twO"), textFile("data/a.txt", "one")], []))).not.toBe(root);
    expect(rootDigest(makeBag(payload, [["A", "x"]]))).not.toBe(root);
  });
});

describe("readManifest", () => {
  test("reads what writeManifest writes", () => {
    const read = readManifest(writeManifest(payload));
    expect(read.ok && read.value.map((entry) => entry.path)).toEqual(["data/a.txt", "data/b.txt"]);
  });

  const digest = "0".repeat(64);
  test.each([
    ["a step up", `${digest}  data/../x\n`],
    ["an absolute path", `${digest}  /x\n`],
    ["a backslash", `${digest}  data\\x\n`],
    ["a percent sign", `${digest}  data/%2e%2e/x\n`],
    ["a hidden character", `${digest}  data/\u202ex\n`],
    ["a decomposed letter", `${digest}  data/e\u0301\n`],
    ["a short digest", `00  data/x\n`],
    ["one space", `${digest} data/x\n`],
    ["a path twice", `${digest}  data/x\n${digest}  data/X\n`],
    ["no end", `${digest}  data/x`],
  ])("refuses %s", (_words, text) => {
    expect(readManifest(text).ok).toBe(false);
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(typeof readManifest(text).ok).toBe("boolean");
      }),
    );
  });
});
