import { type AssetId, accept, knownScale, parseAccount, parseAsset, parseInstant, type Result, refuse } from "@tributary/domain";
import { describe, type MapProblems, type YamlNode } from "@tributary/pipeline-kit";
import type { StatedCoverage } from "./column-map.ts";
import { readScale } from "./read-amount-rule.ts";

/** Reads `scales: { <asset>: <decimals> }`. What the identifier itself says cannot be changed. */
export function readScales(node: YamlNode, path: string, problems: MapProblems): ReadonlyMap<AssetId, number> {
  const scales = new Map<AssetId, number>();
  if (node.kind !== "map") {
    problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "assets and their decimals" });
    return scales;
  }
  for (const [name, { value }] of node.entries) {
    const asset = problems.take(value, `${path}.${name}`, parseAsset(name));
    const scale = readScale(value, `${path}.${name}`, problems);
    if (asset === undefined || scale === undefined) continue;
    const known = knownScale(asset);
    if (known === undefined || known === scale) scales.set(asset, scale);
    else {
      problems.add(value, `${path}.${name}`, {
        code: "VALUE_UNREADABLE",
        found: scale.toString(),
        expected: `${known}, as ${name} has it`,
      });
    }
  }
  return scales;
}

const coverageKeys = { required: ["from", "to"], optional: ["account", "chain"] };

/** Reads `coverage: [{ account | chain, from, to }]`. */
export function readCoverage(node: YamlNode, path: string, problems: MapProblems): readonly StatedCoverage[] {
  if (node.kind !== "list") {
    problems.add(node, path, {
      code: "VALUE_UNREADABLE",
      found: describe(node),
      expected: "a list of account or chain, from, to",
    });
    return [];
  }
  return node.items.flatMap((item, index) => {
    const here = `${path}[${index + 1}]`;
    const entries = problems.keys(item, here, coverageKeys);
    const read = <Value>(key: string, parse: (text: string) => Result<Value>): Value | undefined => {
      const value = entries.get(key);
      const text = value === undefined ? undefined : problems.text(value, `${here}.${key}`);
      return value === undefined || text === undefined ? undefined : problems.take(value, `${here}.${key}`, parse(text));
    };
    const from = read("from", parseInstant);
    const to = read("to", parseInstant);
    const account = read("account", parseAccount);
    const chain = read("chain", parseChain);
    if (entries.has("account") === entries.has("chain")) {
      problems.add(item, here, { code: "VALUE_UNREADABLE", found: "both or neither", expected: "an account or a chain" });
    }
    if (from !== undefined && to !== undefined && from > to) {
      problems.add(item, here, { code: "VALUE_UNREADABLE", found: "an end before its start", expected: "from not after to" });
    }
    const scope = account ?? (chain === undefined ? undefined : `${chain}:*`);
    return scope === undefined || from === undefined || to === undefined ? [] : [{ scope, from, to }];
  });
}

function parseChain(text: string): Result<string> {
  return /^(eip155:[0-9]{1,32}|tron:0x2b6653dc|bip122:[0-9a-f]{32})$/.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "a chain, for example eip155:1");
}
