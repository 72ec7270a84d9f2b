import { compareBytewise } from "@tributary/domain";
import type { YamlNode } from "../yaml-node.ts";

/** The same value as one text, whatever its comments, quoting and order of keys. */
export function canonicalYaml(node: YamlNode): string {
  switch (node.kind) {
    case "text":
      return node.isNull ? "null" : JSON.stringify(node.text);
    case "list":
      return `[${node.items.map(canonicalYaml).join(",")}]`;
    case "map": {
      const sorted = [...node.entries].sort(([a], [b]) => compareBytewise(a, b));
      return `{${sorted.map(([key, { value }]) => `${JSON.stringify(key)}:${canonicalYaml(value)}`).join(",")}}`;
    }
  }
}
