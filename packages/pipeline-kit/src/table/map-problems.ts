import type { Finding, Refusal, Result } from "@tributary/domain";
import type { YamlNode } from "../yaml-node.ts";

/** Walks a column map and collects all that is wrong with it. */
export interface MapProblems {
  readonly add: (node: YamlNode, path: string, refusal: Refusal) => undefined;
  readonly take: <Value>(node: YamlNode, path: string, result: Result<Value>) => Value | undefined;
  /** The entries of a mapping whose keys are all among `keys`; a missing `required` one is a problem. */
  readonly keys: (node: YamlNode, path: string, keys: MapKeys) => ReadonlyMap<string, YamlNode>;
  readonly text: (node: YamlNode, path: string) => string | undefined;
  readonly all: () => readonly Finding[];
}

interface MapKeys {
  readonly required?: readonly string[];
  readonly optional?: readonly string[];
}

export function startProblems(file: string): MapProblems {
  const findings: Finding[] = [];

  function add(node: YamlNode, path: string, refusal: Refusal): undefined {
    findings.push({ ...refusal, where: { file, line: node.line, ...(path === "" ? {} : { path }) } });
    return undefined;
  }

  return {
    add,
    take: (node, path, result) => (result.ok ? result.value : add(node, path, result.refusal)),
    keys: (node, path, { required = [], optional = [] }) => {
      const known = [...required, ...optional];
      if (node.kind !== "map") {
        add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: `keys and values: ${known.join(", ")}` });
        return new Map();
      }
      for (const [key, { value }] of node.entries) {
        if (!known.includes(key)) {
          add(value, joinPath(path, key), {
            code: "FIELD_UNKNOWN",
            found: `the key ${key}`,
            expected: `one of ${known.join(", ")}`,
          });
        }
      }
      for (const key of required) {
        if (!node.entries.has(key)) {
          add(node, joinPath(path, key), { code: "FIELD_MISSING", found: "no such key", expected: `the key ${key}` });
        }
      }
      return new Map([...node.entries].map(([key, { value }]) => [key, value]));
    },
    text: (node, path) =>
      node.kind === "text" ? node.text : add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "a text" }),
    all: () => findings,
  };
}

export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

export function describe(node: YamlNode): string {
  if (node.kind === "text") return node.isNull ? "nothing" : node.text;
  return node.kind === "list" ? "a list" : "keys and values";
}
