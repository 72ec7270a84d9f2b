import { accept, type Finding, type Result } from "@tributary/domain";
import { type YamlList, type YamlMap, type YamlNode, yamlFinding } from "@tributary/pipeline-kit";

/** Where a record stands, and where its problems are noted. */
export interface RecordPlace {
  readonly file: string;
  readonly path: string;
  readonly record: string;
  readonly findings: Finding[];
}

/** Reads the fields of one mapping. A field that cannot be read notes its problem and answers null; nothing stops at the first. */
export interface RecordFields {
  readonly required: <Value>(key: string, read: (text: string) => Result<Value>) => Value | null;
  readonly optional: <Value>(key: string, read: (text: string) => Result<Value>) => Value | null;
  /** The mappings of a list, each with its place; an absent list is empty. */
  readonly mappings: (key: string) => readonly { readonly map: YamlMap; readonly place: RecordPlace }[];
  readonly texts: (key: string) => readonly string[];
  readonly has: (key: string) => boolean;
  /** Notes a problem of a field, or of the whole mapping where it has no such field. */
  readonly complain: (key: string, finding: Omit<Finding, "where">) => void;
}

/** Opens a mapping and refuses every key that is not `known`. */
export function recordFields(map: YamlMap, place: RecordPlace, known: readonly string[]): RecordFields {
  const pathOf = (key: string): string => (place.path === "" ? key : `${place.path}.${key}`);
  const note = (node: YamlNode | YamlMap, path: string, what: Omit<Finding, "where">): void => {
    const where = { file: place.file, line: node.line, path, record: place.record };
    place.findings.push(yamlFinding(what.code, where, what));
  };
  const complain = (key: string, what: Omit<Finding, "where">): void =>
    note(map.entries.get(key)?.value ?? map, pathOf(key), what);
  for (const [key, { line }] of map.entries)
    if (!known.includes(key)) note({ ...map, line }, pathOf(key), unknownKey(key, known));
  const textOf = (key: string): string | null => {
    const node = map.entries.get(key)?.value;
    if (node === undefined || isBlank(node)) return null;
    if (node.kind === "text") return node.text;
    complain(key, { code: "VALUE_UNREADABLE", found: `a ${node.kind}`, expected: "a text" });
    return null;
  };
  const optional = <Value>(key: string, read: (text: string) => Result<Value>): Value | null => {
    const text = textOf(key);
    const result = text === null ? null : read(text);
    if (result === null || result.ok) return result?.value ?? null;
    complain(key, result.refusal);
    return null;
  };
  const listOf = (key: string): YamlList | null => {
    const node = map.entries.get(key)?.value;
    if (node === undefined || isBlank(node)) return null;
    if (node.kind === "list") return node;
    complain(key, { code: "VALUE_UNREADABLE", found: `a ${node.kind}`, expected: "a list" });
    return null;
  };
  const itemsOf = <Kind extends YamlNode["kind"]>(
    key: string,
    kind: Kind,
  ): { node: Extract<YamlNode, { kind: Kind }>; path: string }[] =>
    (listOf(key)?.items ?? []).flatMap((node, index) => {
      const path = `${pathOf(key)}[${index}]`;
      if (hasKind(node, kind)) return [{ node, path }];
      note(node, path, { code: "VALUE_UNREADABLE", found: `a ${node.kind}`, expected: `a ${kind}` });
      return [];
    });
  return {
    optional,
    complain,
    required: (key, read) => {
      const node = map.entries.get(key)?.value;
      if (node === undefined || isBlank(node))
        complain(key, { code: "FIELD_MISSING", found: "nothing", expected: `a value for ${key}` });
      return optional(key, read);
    },
    has: (key) => map.entries.has(key),
    texts: (key) => itemsOf(key, "text").map(({ node }) => node.text),
    mappings: (key) => itemsOf(key, "map").map(({ node, path }) => ({ map: node, place: { ...place, path } })),
  };
}

/** Any text that is not empty. */
export function readAny(text: string): Result<string> {
  return accept(text.trim());
}

function hasKind<Kind extends YamlNode["kind"]>(node: YamlNode, kind: Kind): node is Extract<YamlNode, { kind: Kind }> {
  return node.kind === kind;
}

function isBlank(node: YamlNode): boolean {
  return node.kind === "text" && (node.isNull || node.text.trim() === "");
}

function unknownKey(key: string, known: readonly string[]): Omit<Finding, "where"> {
  return { code: "FIELD_UNKNOWN", found: key, expected: `one of ${known.join(", ")}` };
}
