import type { Result } from "@tributary/domain";
import { describe, type MapProblems, type YamlNode } from "@tributary/pipeline-kit";

export interface ValueReading<Value> {
  readonly path: string;
  readonly problems: MapProblems;
  readonly parse: (text: string) => Result<Value>;
}

/** A text of a map, parsed. */
export function readWith<Value>(node: YamlNode, { path, problems, parse }: ValueReading<Value>): Value | undefined {
  const text = problems.text(node, path);
  return text === undefined ? undefined : problems.take(node, path, parse(text));
}

export function readNames(node: YamlNode, path: string, problems: MapProblems): readonly string[] | undefined {
  if (node.kind !== "list") {
    return problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "a list of columns" });
  }
  return node.items.flatMap((item) => problems.text(item, path) ?? []);
}
