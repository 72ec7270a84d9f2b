import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkRules } from "./check/check-rules.ts";
import { findProfile, listProfiles } from "./goaml-profile.ts";
import { parseProfile } from "./parse-profile.ts";
import { structureNames } from "./structure/load-structure.ts";

const valid = {
  id: "goaml-test",
  title: "test",
  structure: "base",
  localCurrency: null,
  zone: { name: "Asia/Vientiane", offset: "+07:00", since: "1970-01-01" },
  institutionCodeSpace: "LA",
  crosswalk: { funds: { K: "cash", E: "draft" }, modes: {}, accountTypes: { W: "wallet" } },
  cryptoCurrencies: { ETH: { asset: "eip155:1/slip44:60", chain: "eip155:1" } },
  datePlaceholders: [],
  completedStatuses: ["C"],
  mandatoryFields: ["transactionnumber"],
};

describe("profiles", () => {
  test("are the files of the folder, each under its own name", () => {
    const files = readdirSync(new URL("../profiles", import.meta.url)).sort();
    expect(listProfiles().map(({ id }) => `${id}.json`)).toEqual(files);
  });

  test("are found by name, or the known ones are listed", () => {
    expect(findProfile("goaml-ae").localCurrency).toBe("AED");
    expect(() => findProfile("goaml-zz")).toThrow(/USAGE.*goaml-ae, goaml-base, goaml-gh, goaml-lk-1\.1\.4, goaml-lk-2\.0/);
  });

  test("say which chain a currency code means", () => {
    expect(parseProfile(valid, "p.json").cryptoCurrencies.get("ETH")).toEqual({ asset: "eip155:1/slip44:60", chain: "eip155:1" });
  });

  test.each([
    ["a key without a value", { ...valid, title: undefined }, "VALUE_UNREADABLE", "/title"],
    ["an unknown key", { ...valid, more: 1 }, "FIELD_UNKNOWN", "/more"],
    ["an offset that is none", { ...valid, zone: { ...valid.zone, offset: "7" } }, "VALUE_UNREADABLE", "/zone"],
    [
      "an unknown asset",
      { ...valid, cryptoCurrencies: { ETH: { asset: "x", chain: "y" } } },
      "ASSET_UNKNOWN_FORM",
      "/cryptoCurrencies",
    ],
    ["a list that is none", { ...valid, datePlaceholders: "K" }, "VALUE_UNREADABLE", "/datePlaceholders"],
    [
      "a meaning that is no word",
      { ...valid, crosswalk: { ...valid.crosswalk, funds: { K: "Cash!" } } },
      "VALUE_UNREADABLE",
      "/crosswalk/funds/K",
    ],
    ["a rule that is none", { ...valid, severities: { spelling: "error" } }, "VALUE_UNREADABLE", "/severities/spelling"],
    ["a field that no type has", { ...valid, mandatory: [{ element: "reason" }] }, "VALUE_UNREADABLE", "/mandatory/0"],
    [
      "a form that is none",
      { ...valid, idForms: [{ element: "ssn", form: "(", words: "x" }] },
      "VALUE_UNREADABLE",
      "/idForms/0/form",
    ],
    ["a text", "x", "VALUE_UNREADABLE", ""],
  ])("with %s are refused with the place", (...row) => {
    const [, value, code, path] = row;
    expect(() => parseProfile(value, "p.json")).toThrow(
      expect.objectContaining({ code, finding: expect.objectContaining({ where: { file: "p.json", path } }) }),
    );
  });
});

describe("a profile of one's own", () => {
  const example = fileURLToPath(new URL("../../../fixtures/bank/goaml/profile-np-example.json", import.meta.url));

  test("is read from a file, with what its country means by its fields", () => {
    const profile = findProfile(example);
    expect(profile).toMatchObject({ id: "goaml-np-example", cashFundsCodes: ["K"], softwareVersion: "5.1" });
    expect(profile.fileSha256).toHaveLength(64);
    expect([...profile.repurposed]).toContainEqual(["ssn", "citizenship-number"]);
    expect(profile.idForms[0]?.matches("12")).toBe(true);
    expect(profile.idForms[0]?.matches("1".repeat(200))).toBe(false);
  });

  test.each([
    ["takes the name of a shipped one", JSON.stringify({ ...valid, id: "goaml-ae" }), "USAGE"],
    ["is no JSON", "{", "FILE_UNREADABLE"],
    ["is too large", " ".repeat(1_048_577), "FILE_UNREADABLE"],
  ])("that %s is refused", (_name, text, code) => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-profile-"));
    writeFileSync(join(folder, "own.json"), text);
    expect(() => findProfile(join(folder, "own.json"))).toThrow(expect.objectContaining({ code }));
    rmSync(folder, { recursive: true, force: true });
  });

  test("has a schema for editors that knows the keys and rules that the reading knows", () => {
    const schema = JSON.parse(readFileSync(new URL("../profile.schema.json", import.meta.url), "utf8"));
    const own = JSON.parse(readFileSync(example, "utf8"));
    const shipped = JSON.parse(readFileSync(new URL("../profiles/goaml-ae.json", import.meta.url), "utf8"));
    expect(Object.keys(schema.properties).toSorted()).toEqual(
      [...new Set([...Object.keys(own), ...Object.keys(shipped)])].toSorted(),
    );
    expect(schema.required.toSorted()).toEqual(Object.keys(valid).toSorted());
    expect(schema.$defs.rule.enum).toEqual([...checkRules]);
    expect(schema.properties.structure.enum).toEqual([...structureNames]);
  });
});
