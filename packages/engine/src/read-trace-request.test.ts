import { describe, expect, test } from "vitest";
import { parseRequest, readTraceRequest } from "./read-trace-request.ts";

const read = (text: string, file: string): unknown => parseRequest(new TextEncoder().encode(text), file);
const json = '{ "claims": [{ "id": "V1", "kind": "scam_victim", "transfers": ["t1"] }], "method": "fifo" }';
const yaml = "claims:\n  - { id: V1, kind: scam_victim, transfers: [t1] }\nmethod: fifo\n";

describe("a trace request as a file", () => {
  test("says the same in JSON and in YAML", () => {
    expect(read(json, "a.json")).toEqual(read(yaml, "a.yaml"));
  });

  test.each([
    ["a key that stands twice in JSON", json.replace('"fifo"', '"fifo", "method": "lifo"'), "a.json", "YAML_MALFORMED"],
    ["a key that stands twice in YAML", `${yaml}method: lifo\n`, "a.yaml", "YAML_MALFORMED"],
    ["YAML in a file called JSON", yaml, "a.json", "YAML_MALFORMED"],
    ["a second document", `${yaml}---\n${yaml}`, "a.yaml", "YAML_MALFORMED"],
    ["an amount that is a number", `${yaml}limits: { dust_atoms: 100000000000000000000 }\n`, "a.yaml", "in quotes"],
  ])("%s is refused", (...[, text, file, told]) => {
    expect(() => read(text, file)).toThrow(told);
  });

  test("bytes that are not UTF-8 are refused, not replaced", () => {
    const bytes = new TextEncoder().encode(yaml.replace("V1", "V?"));
    expect(() =>
      parseRequest(
        bytes.map((byte) => (byte === 0x3f ? 0xff : byte)),
        "a.yaml",
      ),
    ).toThrow("not UTF-8");
  });

  test("a folder is refused by its name", async () => {
    await expect(readTraceRequest(import.meta.dirname)).rejects.toMatchObject({
      finding: { code: "FILE_UNREADABLE", where: { file: import.meta.dirname }, found: `a folder, ${import.meta.dirname}` },
    });
  });
});
