import { readFileSync } from "node:fs";
import { stopCategories } from "@tributary/domain";
import { expect, test } from "vitest";
import { tagTables } from "./tag-tables.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("the README states the table of categories", () => {
  const rows = [...readme.matchAll(/^\| ((?:`[a-z_0-9]+`(?:, )?)+) +\| ([a-z_0-9]+) +\|$/gm)];
  const stated = rows.flatMap(([, words = "", category = ""]) =>
    [...words.matchAll(/`([a-z_0-9]+)`/g)].map(([, word = ""]): [string, string] => [word, category]),
  );
  expect(new Map(stated)).toEqual(tagTables.stops);
  for (const word of tagTables.neverStop.keys()) expect(readme).toContain(`\`${word}\``);
});

test("the README states the table of confidences", () => {
  const cells = [...readme.matchAll(/`([a-z_]+)` +\| ([0-9]+) +\|/g)];
  expect(new Map(cells.map(([, word = "", level = ""]) => [word, Number(level)]))).toEqual(tagTables.levels);
});

test("a word stops or never stops, not both", () => {
  expect([...tagTables.neverStop.keys()].filter((word) => tagTables.stops.has(word))).toEqual([]);
});

test("the closed list is reached but for what the taxonomy has no word for", () => {
  const reached = new Set(tagTables.stops.values());
  expect(stopCategories.filter((category) => !reached.has(category))).toEqual(["omnibus"]);
});

test("each currency names a network of the table", () => {
  for (const network of tagTables.currencies.values()) expect(tagTables.networks.has(network)).toBe(true);
});
