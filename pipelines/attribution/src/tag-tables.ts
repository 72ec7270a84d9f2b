import { readFileSync } from "node:fs";
import { assert, type StopCategory, stopCategories } from "@tributary/domain";

/** The published tables that give a TagPack's words their meaning here: `categories.json`, `confidences.json`, `networks.json`. */
export interface TagTables {
  readonly stops: ReadonlyMap<string, StopCategory>;
  readonly neverStop: ReadonlyMap<string, string>;
  /** 0 to 100. */
  readonly levels: ReadonlyMap<string, number>;
  /** Network word to CAIP-2 chain. */
  readonly networks: ReadonlyMap<string, string>;
  /** Currency word to network word, for currencies that live on one chain alone. */
  readonly currencies: ReadonlyMap<string, string>;
  readonly ambiguous: ReadonlyMap<string, string>;
}

export const tagTables: TagTables = loadTagTables();

function loadTagTables(): TagTables {
  const categories = readTable("categories.json");
  const confidences = readTable("confidences.json");
  const networks = readTable("networks.json");
  return {
    stops: mapValues(section(categories, "stops"), toStopCategory),
    neverStop: mapValues(section(categories, "neverStop"), toText),
    levels: mapValues(section(confidences, "levels"), toLevel),
    networks: mapValues(section(networks, "networks"), toText),
    currencies: mapValues(section(networks, "currencies"), toText),
    ambiguous: mapValues(section(networks, "ambiguous"), toText),
  };
}

function readTable(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), "utf8"));
}

function section(table: unknown, name: string): ReadonlyMap<string, unknown> {
  const found = typeof table === "object" && table !== null ? new Map(Object.entries(table)).get(name) : undefined;
  assert(typeof found === "object" && found !== null, `the table has a section ${name}`);
  return new Map(Object.entries(found));
}

function mapValues<Value>(
  entries: ReadonlyMap<string, unknown>,
  read: (value: unknown, key: string) => Value,
): ReadonlyMap<string, Value> {
  return new Map([...entries].map(([key, value]) => [key, read(value, key)]));
}

function toText(value: unknown, key: string): string {
  assert(typeof value === "string", `the table's value of ${key} is a text`);
  return value;
}

function toLevel(value: unknown, key: string): number {
  assert(typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 100, `the level of ${key} is 0 to 100`);
  return value;
}

function toStopCategory(value: unknown, key: string): StopCategory {
  const category = stopCategories.find((known) => known === value);
  assert(category !== undefined, `the table maps ${key} to a stop category of the closed list`);
  return category;
}
