import { readFileSync } from "node:fs";
import { assert } from "@tributary/domain";

/** A table that comes with the package, as the JSON value that it holds. `path` is from the package's folder. */
export function readTableFile(path: string): ReadonlyMap<string, unknown> {
  const value: unknown = JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
  return toRecord(value, path);
}

/** The entries of a JSON object; anything else is a mistake in a table of ours. */
export function toRecord(value: unknown, place: string): ReadonlyMap<string, unknown> {
  assert(typeof value === "object" && value !== null && !Array.isArray(value), `${place} is an object`);
  return new Map(Object.entries(value));
}

/** The members of a JSON list. */
export function toList(value: unknown, place: string): readonly unknown[] {
  assert(Array.isArray(value), `${place} is a list`);
  return value;
}

/** The texts of a JSON list of texts. */
export function toTexts(value: unknown, place: string): readonly string[] {
  return toList(value, place).map((item) => toText(item, place));
}

/** A JSON text. */
export function toText(value: unknown, place: string): string {
  assert(typeof value === "string", `${place} is a text`);
  return value;
}
