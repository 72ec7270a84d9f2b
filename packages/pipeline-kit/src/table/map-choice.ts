import type { YamlNode } from "../yaml-node.ts";
import type { MapProblems } from "./map-problems.ts";

/** One of a few words of a map; undefined where the key is absent, and where another word stands, which is a problem of the map. */
export function readMapChoice<Word extends string>(
  node: YamlNode | undefined,
  { path, problems, words }: { readonly path: string; readonly problems: MapProblems; readonly words: readonly Word[] },
): Word | undefined {
  if (node === undefined) return undefined;
  const text = problems.text(node, path);
  if (text === undefined) return undefined;
  const expected = `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`;
  return words.find((word) => word === text) ?? problems.add(node, path, { code: "VALUE_UNREADABLE", found: text, expected });
}
