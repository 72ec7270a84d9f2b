import type { Finding } from "@tributary/domain";
import { type Alias, Composer, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, Parser } from "yaml";
import { checkYamlTokens, type YamlLimits, yamlFinding } from "./check-yaml-tokens.ts";
import type { YamlEntry, YamlMap, YamlNode } from "./yaml-node.ts";

export type YamlReading =
  | { readonly ok: true; readonly root: YamlNode }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export const yamlLimits: YamlLimits = {
  charactersMax: 16 * 1024 * 1024,
  depthMax: 32,
  nodesMax: 1_000_000,
  keysMax: 200,
  aliasesMax: 100,
};

/** Problems of a malformed file that are told one by one; the rest is counted. */
const problemsShownMax = 50;

/**
 * Reads one YAML 1.2 document by the core schema, with every scalar kept as its own text.
 * Refused with file and line: custom and explicit tags, more aliases than the limit, an alias inside what another alias
 * repeats (so that no text can grow by more than its own size for each alias), too deep or too wide nesting, a second document,
 * a repeated key.
 */
export function readStrictYaml(text: string, file: string, limits: YamlLimits = yamlLimits): YamlReading {
  if (text.length > limits.charactersMax) {
    const what = { found: `${text.length} characters`, expected: `at most ${limits.charactersMax} characters` };
    return { ok: false, findings: [yamlFinding("FILE_TOO_LARGE", { file }, what)] };
  }
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const forbidden = checkYamlTokens({ tokens, limits, file, lineAt });
  if (forbidden.length > 0) return { ok: false, findings: forbidden };
  const [document, second] = new Composer({ schema: "core", strict: true, uniqueKeys: true, stringKeys: true }).compose(tokens);
  if (document === undefined) return { ok: false, findings: [malformed({ file }, "an empty file", "one YAML document")] };
  const problems = [...document.errors, ...document.warnings].map(
    (problem): Finding => malformed({ file, line: lineAt(problem.pos[0]) }, problem.message, "YAML 1.2, core schema"),
  );
  if (second !== undefined)
    problems.unshift(malformed({ file, line: lineAt(second.range[0]) }, "a second document", "one document a file"));
  if (problems.length > problemsShownMax) {
    const more = problems.splice(problemsShownMax).length;
    problems.push(malformed({ file }, `${more} problems more`, "YAML 1.2, core schema"));
  }
  return problems.length > 0
    ? { ok: false, findings: problems }
    : buildTree({ document, lineAt, file, nodesMax: limits.nodesMax });
}

interface BuildContext {
  readonly document: Document;
  readonly lineAt: (offset: number) => number;
  readonly file: string;
  readonly nodesMax: number;
}

function buildTree({ document, lineAt, file, nodesMax }: BuildContext): YamlReading {
  const findings: Finding[] = [];
  let nodeCount = 0;

  function build(node: unknown, repeatedAt: number | null): YamlNode {
    nodeCount += 1;
    const [start, end] = rangeOf(node);
    const place = { line: lineAt(start), start, end };
    if (nodeCount > nodesMax) {
      if (nodeCount === nodesMax + 1)
        findings.push(forbid({ file, line: place.line }, "more nodes", `at most ${nodesMax} nodes, aliases repeated`));
      return { kind: "text", text: "", isNull: true, ...place };
    }
    if (isAlias(node)) return buildAlias(node, repeatedAt);
    if (isSeq(node)) return { kind: "list", items: node.items.map((item) => build(item, repeatedAt)), ...place };
    if (isMap(node)) return buildMap(node, repeatedAt);
    const source = isScalar(node) ? (node.source ?? "") : "";
    return { kind: "text", text: source, isNull: !isScalar(node) || node.value === null, ...place };
  }

  function buildMap(node: { items: readonly { key: unknown; value: unknown }[] }, repeatedAt: number | null): YamlMap {
    const [start, end] = rangeOf(node);
    const entries = new Map<string, YamlEntry>();
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? (pair.key.source ?? "") : "";
      const line = lineAt(rangeOf(pair.key)[0]);
      if (!isScalar(pair.key)) findings.push(forbid({ file, line }, "a key that is not a plain text", "keys of text"));
      const value = pair.value ?? { range: rangeOf(pair.key) };
      entries.set(key, { line, value: build(value, repeatedAt) });
    }
    return { kind: "map", entries, line: lineAt(start), start, end };
  }

  function buildAlias(alias: Alias, repeatedAt: number | null): YamlNode {
    const [start, end] = rangeOf(alias);
    const line = lineAt(start);
    const target = alias.resolve(document);
    if (repeatedAt === null && target !== undefined) return build(target, line);
    const found = `*${alias.source}`;
    if (target === undefined) findings.push(malformed({ file, line }, found, "an alias of an anchor that stands before it"));
    else if (!findings.some((known) => known.code === "YAML_FORBIDDEN"))
      findings.push(forbid({ file, line: repeatedAt ?? line }, found, "aliases of values that hold no alias themselves"));
    return { kind: "text", text: "", isNull: true, line, start, end };
  }

  const root = build(document.contents, null);
  return findings.length > 0 ? { ok: false, findings } : { ok: true, root };
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range) ? node.range : [];
  const [start, end]: readonly unknown[] = range;
  return typeof start === "number" && typeof end === "number" ? [start, end] : [0, 0];
}

function malformed(where: { file: string; line?: number }, found: string, expected: string): Finding {
  return yamlFinding("YAML_MALFORMED", where, { found, expected });
}

function forbid(where: { file: string; line: number }, found: string, expected: string): Finding {
  return yamlFinding("YAML_FORBIDDEN", where, { found, expected });
}
