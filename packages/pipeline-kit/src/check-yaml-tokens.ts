import { type ErrorCode, type Finding, type Locator, showFound } from "@tributary/domain";
import type { CST } from "yaml";

/** Bounds on a YAML text; each has a name that the finding repeats. */
export interface YamlLimits {
  readonly charactersMax: number;
  readonly depthMax: number;
  readonly nodesMax: number;
  /** Keys of one mapping. */
  readonly keysMax: number;
  readonly aliasesMax: number;
}

export interface YamlTokens {
  readonly tokens: readonly CST.Token[];
  readonly limits: YamlLimits;
  readonly file: string;
  readonly lineAt: (offset: number) => number;
}

/**
 * Looks through the tokens before any value is built, without recursion, so that no text can make the reader run long or deep.
 * Answers the first place of each forbidden construct.
 */
export function checkYamlTokens({ tokens, limits, file, lineAt }: YamlTokens): readonly Finding[] {
  const seen = new Map<string, Finding>();
  let aliasCount = 0;
  const forbid = (offset: number, found: string, expected: string): void => {
    if (!seen.has(expected))
      seen.set(expected, yamlFinding("YAML_FORBIDDEN", { file, line: lineAt(offset) }, { found, expected }));
  };
  const pending: { readonly token: CST.Token; readonly depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { token, depth } = next;
    if (token.type === "tag") forbid(token.offset, token.source, "no tags: every value is a text, a list or a mapping");
    if (token.type === "alias") {
      aliasCount += 1;
      if (aliasCount > limits.aliasesMax) forbid(token.offset, "more aliases", `at most ${limits.aliasesMax} aliases`);
    }
    if (depth > limits.depthMax) {
      forbid(token.offset, "deeper nesting", `at most ${limits.depthMax} levels`);
      continue;
    }
    if (isCollection(token) && token.type !== "block-seq" && token.items.length > limits.keysMax && hasKeys(token))
      forbid(token.offset, `${token.items.length} keys`, `at most ${limits.keysMax} keys in one mapping`);
    for (const child of childrenOf(token)) pending.push({ token: child, depth: isCollection(child) ? depth + 1 : depth });
  }
  return [...seen.values()];
}

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;

function isCollection(token: CST.Token): token is Collection {
  return token.type === "block-map" || token.type === "block-seq" || token.type === "flow-collection";
}

function hasKeys(token: CST.BlockMap | CST.FlowCollection): boolean {
  return token.type === "block-map" || token.start.source === "{";
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return [...token.start, ...(token.value === undefined ? [] : [token.value])];
  if (!isCollection(token)) return "props" in token ? token.props : [];
  return token.items.flatMap((item) => [
    ...item.start,
    ...(item.key ? [item.key] : []),
    ...(item.sep ?? []),
    ...(item.value ? [item.value] : []),
  ]);
}

export function yamlFinding(
  code: ErrorCode,
  where: Locator,
  what: { readonly found: string; readonly expected: string },
): Finding {
  return { code, where, found: showFound(what.found), expected: what.expected };
}
