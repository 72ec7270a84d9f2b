import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlainPath } from "./bag-manifest.ts";
import { numberedName, requestId } from "./bundle-path.ts";

describe("numberedName", () => {
  test("is always a plain path of one step", () => {
    fc.assert(
      fc.property(fc.nat(99), fc.string({ unit: "binary" }), (index, name) => {
        const path = numberedName(index, name);
        expect(isPlainPath(path)).toBe(true);
        expect(path).not.toContain("/");
      }),
    );
  });

  test("keeps names of other scripts readable", () => {
    expect(numberedName(0, "note ស្រី.md")).toBe("01-note_ស្រី.md");
  });

  test("keeps two names apart that fall together", () => {
    expect(numberedName(0, "a/b")).not.toBe(numberedName(1, "a_b"));
  });

  test("takes the ending off a request", () => {
    expect(requestId(4, "case.yaml")).toBe("05-case");
  });
});
