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

/** One of a few words; undefined where the key is absent. */
export function readChoice<Word extends string>(
  node: YamlNode | undefined,
  { path, problems, words }: { readonly path: string; readonly problems: MapProblems; readonly words: readonly Word[] },
): Word | undefined {
  if (node === undefined) return undefined;
  const text = problems.text(node, path);
  if (text === undefined) return undefined;
  const expected = `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`;
  return words.find((word) => word === text) ?? problems.add(node, path, { code: "VALUE_UNREADABLE", found: text, expected });
}

export function readNames(node: YamlNode, path: string, problems: MapProblems): readonly string[] | undefined {
  if (node.kind !== "list") {
    return problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "a list of columns" });
  }
  return node.items.flatMap((item) => problems.text(item, path) ?? []);
}
