import { describe, expect, test } from "vitest";
import { readStrictYaml, yamlLimits } from "./read-strict-yaml.ts";

function findingsOf(text: string, limits = yamlLimits) {
  const reading = readStrictYaml(text, "pack.yaml", limits);
  return reading.ok ? [] : reading.findings;
}

const aliasBomb = [
  'a: &a ["lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol", "lol"]',
  ..."bcdefghi".split("").map((name, index) => {
    const earlier = "abcdefgh".charAt(index);
    return `${name}: &${name} [${Array(9).fill(`*${earlier}`).join(", ")}]`;
  }),
].join("\n");

describe("readStrictYaml", () => {
  test("refuses an alias bomb with file and line", () => {
    expect(findingsOf(aliasBomb)[0]).toMatchObject({ code: "YAML_FORBIDDEN", where: { file: "pack.yaml", line: 3 } });
  });

  test("refuses more aliases than the limit", () => {
    const text = `a: &a x\nb: [${Array(101).fill("*a").join(", ")}]`;
    expect(findingsOf(text)).toMatchObject([{ code: "YAML_FORBIDDEN", where: { line: 2 }, expected: "at most 100 aliases" }]);
  });

  test("follows a plain alias", () => {
    const reading = readStrictYaml("a: &a x\nb: *a", "pack.yaml");
    expect(reading.ok && reading.root.kind === "map" && reading.root.entries.get("b")?.value).toMatchObject({ text: "x" });
  });

  test.each([
    ["a custom tag", "a: !hidden x"],
    ["a core tag", "a: !!binary aGk="],
    ["a tag on a mapping", "a: !!set {x, y}"],
    ["deep nesting", `a: ${"[".repeat(50_000)}`],
    ["more keys than a mapping may have", Array.from({ length: 201 }, (_, index) => `k${index}: 1`).join("\n")],
    ["a mapping as a key", "? {a: 1}\n: x"],
  ])("refuses %s", (_name, text) => {
    expect(findingsOf(text).map((finding) => finding.code)).toContain(text.startsWith("?") ? "YAML_MALFORMED" : "YAML_FORBIDDEN");
  });

  test.each([
    ["a repeated key", "a: 1\nb: 2\na: 3", 3],
    ["a second document", "a: 1\n---\nb: 2", 2],
    ["an open quote", 'a: 1\nb: "x', 2],
    ["an alias without anchor", "a: 1\nb: *gone", 2],
  ])("refuses %s with its line", (_name, text, line) => {
    expect(findingsOf(text)).toMatchObject([{ code: "YAML_MALFORMED", where: { file: "pack.yaml", line } }]);
  });

  test("bounds what aliases repeat by the number of nodes", () => {
    const text = `a: &a [${Array(40).fill("x").join(", ")}]\nb: [*a, *a, *a]`;
    expect(findingsOf(text, { ...yamlLimits, nodesMax: 100 })).toMatchObject([{ code: "YAML_FORBIDDEN" }]);
  });

  test("never makes a number of an address", () => {
    const reading = readStrictYaml("a: 0x00e01A648Ff41346CDeB873182383333D2184dd1\nb: 01\nc: 1e3", "pack.yaml");
    const entries = reading.ok && reading.root.kind === "map" ? [...reading.root.entries.values()] : [];
    expect(entries.map(({ value }) => value.kind === "text" && value.text)).toEqual([
      "0x00e01A648Ff41346CDeB873182383333D2184dd1",
      "01",
      "1e3",
    ]);
  });

  test("tells the first problems of a broken file and counts the others", () => {
    const findings = findingsOf(`[${",".repeat(1000)}]`);
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)).toMatchObject({ code: "YAML_MALFORMED", found: "950 problems more" });
  });

  test("refuses an empty file and one that passes the size limit", () => {
    expect(findingsOf("")).toMatchObject([{ code: "YAML_MALFORMED" }]);
    expect(findingsOf("a: b", { ...yamlLimits, charactersMax: 3 })).toMatchObject([{ code: "FILE_TOO_LARGE" }]);
  });
});
