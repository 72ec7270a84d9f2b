import type { Finding } from "@tributary/domain";
import type { YamlMap, YamlNode } from "@tributary/pipeline-kit";
import { yamlFinding } from "@tributary/pipeline-kit";

/** Reads the fields of a mapping and notes each problem with its line and path. */
export interface TagFields {
  /** The text of a field, or null where it is absent or empty. */
  readonly text: (key: string) => string | null;
  /** The texts of a list; a single text counts as a list of one. */
  readonly texts: (key: string) => readonly string[];
}

export interface TagFieldsSource {
  readonly file: string;
  readonly path: string;
  readonly record: string;
  readonly findings: Finding[];
}

export function tagFields(map: YamlMap, { file, path, record, findings }: TagFieldsSource): TagFields {
  const complain = (key: string, node: YamlNode, expected: string): void => {
    const where = { file, line: node.line, path: joinPath(path, key), record };
    findings.push(yamlFinding("VALUE_UNREADABLE", where, { found: `a ${node.kind}`, expected }));
  };
  const readTexts = (key: string): readonly string[] => {
    const node = map.entries.get(key)?.value;
    if (node === undefined || (node.kind === "text" && isEmpty(node))) return [];
    if (node.kind === "text") return [node.text];
    const items = node.kind === "list" ? node.items : [node];
    return items.flatMap((item) => {
      if (item.kind === "text") return isEmpty(item) ? [] : [item.text];
      complain(key, item, "a text, or a list of texts");
      return [];
    });
  };
  return {
    texts: readTexts,
    text: (key) => {
      const node = map.entries.get(key)?.value;
      if (node === undefined || (node.kind === "text" && isEmpty(node))) return null;
      if (node.kind === "text") return node.text;
      complain(key, node, "a text");
      return null;
    },
  };
}

function isEmpty(node: { readonly isNull: boolean; readonly text: string }): boolean {
  return node.isNull || node.text.trim() === "";
}

export function joinPath(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
