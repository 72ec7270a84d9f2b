import { readFileSync } from "node:fs";
import { fail } from "@tributary/domain";
import {
  createKeyReader,
  failValue,
  type Place,
  type Read,
  readBoolean,
  readCount,
  readList,
  readMap,
  readOneOf,
  readText,
  readTexts,
} from "../key-reader.ts";
import type {
  ContentType,
  ElementParticle,
  ElementType,
  GroupParticle,
  Particle,
  RootElement,
  Structure,
  ValuePattern,
  ValueRule,
  ValueType,
} from "./structure.ts";
import { readPattern } from "./value-pattern.ts";

/** The editions whose structure is shipped, by the name of their file. */
export const structureNames: readonly string[] = ["ae-5.0.2", "base", "gh-5.0.1", "lk-1.1.4", "lk-2.0"];

const loaded = new Map<string, Structure>();

/** The structure of an edition, read once. Error USAGE, with the known ones, where there is none of that name. */
export function loadStructure(name: string): Structure {
  if (!structureNames.includes(name))
    fail("USAGE", { found: `structure "${name}"`, expected: `one of ${structureNames.join(", ")}` });
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const structure = parseStructure(readData(`${name}.json`), `${name}.json`, readData);
  loaded.set(name, structure);
  return structure;
}

function readData(file: string): unknown {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`../../structures/${file}`, import.meta.url), "utf8"));
  return parsed;
}

/**
 * Checks a structure file: every type that is named exists, every code list too. `readOther` gives the file of the code lists.
 * Errors: FIELD_MISSING, FIELD_UNKNOWN, VALUE_UNREADABLE, with the key's path.
 */
export function parseStructure(value: unknown, file: string, readOther: (file: string) => unknown): Structure {
  const reader = createKeyReader(value, { file, path: "" });
  const edition = reader.text("edition");
  const schemaVersion = reader.text("schemaVersion");
  const codesFile = reader.nullable("codes", readText);
  const codes =
    codesFile === null
      ? new Map<string, readonly string[]>()
      : readMap(readTexts)(readOther(codesFile), { file: codesFile, path: "" });
  const patterns = reader.value("patterns", readMap(readPattern));
  const values = reader.value("values", readMap(readRule({ patterns, codes })));
  const contents = reader.value("types", readMap(readList(readParticle)));
  const roots = reader.value("roots", readRoots);
  reader.end();
  const types = new Map<string, ElementType>();
  for (const [name, rule] of values) types.set(name, { kind: "value", name, rule } satisfies ValueType);
  for (const [name, particles] of contents) types.set(name, { kind: "content", name, particles } satisfies ContentType);
  const names = [
    ...[...contents.values()].flat().flatMap(namesIn),
    ...Object.values(roots)
      .flat()
      .map(({ is }) => is),
  ];
  for (const name of names)
    if (!types.has(name)) failValue(name, "the name of a type or value of this structure", { file, path: "/types" });
  return createStructure({ edition, schemaVersion, roots, types, codes, contentNames: [...contents.keys()] });
}

interface StructureParts extends Pick<Structure, "edition" | "schemaVersion" | "roots" | "contentNames"> {
  readonly types: ReadonlyMap<string, ElementType>;
  readonly codes: ReadonlyMap<string, readonly string[]>;
}

function createStructure({ types, codes, ...parts }: StructureParts): Structure {
  const where = { file: `${parts.edition}.json` };
  const sets = new Map([...codes].map(([list, values]) => [list, new Set(values)]));
  return {
    ...parts,
    typeOf: (name) => types.get(name) ?? fail("VALUE_UNREADABLE", { found: name, expected: "a type of this structure", where }),
    codesOf: (list) =>
      sets.get(list) ?? fail("VALUE_UNREADABLE", { found: list, expected: "a code list of this structure", where }),
  };
}

function readRoots(value: unknown, place: Place): Structure["roots"] {
  const reader = createKeyReader(value, place);
  const report = reader.value("report", readList(readRoot));
  const reportdata = reader.optional("reportdata", readList(readRoot)) ?? [];
  reader.end();
  return { report, reportdata };
}

function readRoot(value: unknown, place: Place): RootElement {
  const reader = createKeyReader(value, place);
  const root = { element: reader.text("element"), is: reader.text("is") };
  reader.end();
  return root;
}

interface RuleSources {
  readonly patterns: ReadonlyMap<string, ValuePattern>;
  readonly codes: ReadonlyMap<string, readonly string[]>;
}

function readRule({ patterns, codes }: RuleSources): Read<ValueRule> {
  const readPatternName: Read<ValuePattern> = (found, at) =>
    patterns.get(readText(found, at)) ?? failValue(found, "the name of a pattern of this structure", at);
  const readCodes: Read<string> = (found, at) =>
    codes.has(readText(found, at)) ? readText(found, at) : failValue(found, "the name of a code list", at);
  return (value, place) => {
    const reader = createKeyReader(value, place);
    const rule: ValueRule = {
      base: reader.value("base", readOneOf(["text", "boolean", "integer", "decimal", "time"])),
      minLength: reader.optional("minLength", readCount) ?? 0,
      maxLength: reader.optional("maxLength", readCount),
      min: reader.optional("min", readText),
      max: reader.optional("max", readText),
      fractionDigits: reader.optional("fractionDigits", readCount),
      pattern: reader.optional("pattern", readPatternName),
      codes: reader.optional("codes", readCodes),
      fixed: reader.optional("fixed", readText),
    };
    reader.end();
    return rule;
  };
}

function readParticle(value: unknown, place: Place): Particle {
  const reader = createKeyReader(value, place);
  const particle = reader.has("element") ? readElement(reader) : readGroup(reader, reader.has("choice") ? "choice" : "sequence");
  reader.end();
  return particle;
}

function readElement(reader: ReturnType<typeof createKeyReader>): ElementParticle {
  return {
    kind: "element",
    name: reader.text("element"),
    is: reader.text("is"),
    min: reader.optional("min", readCount) ?? 1,
    max: reader.has("max") ? reader.nullable("max", readCount) : 1,
    since: reader.optional("since", readText),
    isOld: reader.optional("old", readBoolean) === true,
  };
}

function readGroup(reader: ReturnType<typeof createKeyReader>, kind: "sequence" | "choice"): GroupParticle {
  const parts = reader.value(kind, readList(readParticle));
  const min = reader.optional("min", readCount) === 0 ? 0 : 1;
  return { kind, min, parts };
}

function namesIn(particle: Particle): readonly string[] {
  return particle.kind === "element" ? [particle.is] : particle.parts.flatMap(namesIn);
}
