import type { Finding } from "@tributary/domain";
import type { YamlNode } from "@tributary/pipeline-kit";

/** What stands in a proposed map where a person has to decide. */
const openQuestion = "?";

/** YAML would read a bare question mark as the start of a key: `date_order: ?` becomes `date_order: "?"`. Lines stay where they are. */
export function quoteOpenQuestions(text: string): string {
  return text.replace(/(:[ \t]+)\?(?=[ \t]*(?:[,}#\r\n]|$))/g, '$1"?"');
}

/** Every question that a map still leaves open. */
export function openQuestions(node: YamlNode, file: string, path = ""): readonly Finding[] {
  switch (node.kind) {
    case "text":
      return node.text === openQuestion ? [openFinding(node, file, path)] : [];
    case "list":
      return node.items.flatMap((item, index) => openQuestions(item, file, `${path}[${index + 1}]`));
    case "map":
      return [...node.entries].flatMap(([key, { value }]) => openQuestions(value, file, path === "" ? key : `${path}.${key}`));
  }
}

function openFinding({ line }: YamlNode, file: string, path: string): Finding {
  const expected =
    "the answer of somebody who knows the bank's table; the comment beside the question says what speaks for which";
  return { code: "FIELD_MISSING", found: "a question that is still open", expected, where: { file, line, path } };
}
