import {
  accept,
  type Finding,
  type Precision,
  parseSourceName,
  precisions,
  type Result,
  refuse,
  type TimeBasis,
  timeBases,
} from "@tributary/domain";
import {
  canonicalYaml,
  describe,
  type MapProblems,
  parseTimeFormat,
  parseTimeZone,
  readAccountRule,
  readStrictYaml,
  readTextRule,
  readTextRuleWith,
  renderText,
  startProblems,
  type TableLimits,
  type TextRule,
  type YamlNode,
} from "@tributary/pipeline-kit";
import type { ColumnMap, TimeRule } from "./column-map.ts";
import { defaultBasis } from "./plain-transfer.ts";
import { readAmountRule } from "./read-amount-rule.ts";
import { readCoverage, readScales } from "./read-map-statements.ts";

const nodesMax = 20_000;
const depthMax = 6;
const delimiters = [",", ";", "\t", "|"];

const keys = {
  required: ["transfer_id", "occurred_at", "from", "to", "asset", "amount"],
  optional: ["source", "delimiter", "encoding", "ignore", "sequence", "precision", "basis", "reference", "scales", "coverage"],
};

export type ReadColumnMap =
  | {
      readonly map: ColumnMap;
      /** The map as one text, whatever its comments and order: part of what names a run. */
      readonly canonical: string;
    }
  | { readonly findings: readonly Finding[] };

/** Reads a column map, or says everything that is wrong with it at once, each with its line. */
export function readColumnMap(text: string, options: { readonly file: string; readonly limits: TableLimits }): ReadColumnMap {
  const { mapBytesMax, mapAliasesMax, mapKeysMax } = options.limits;
  const limits = { charactersMax: mapBytesMax, aliasesMax: mapAliasesMax, keysMax: mapKeysMax, nodesMax, depthMax };
  const yaml = readStrictYaml(text, options.file, limits);
  if (!yaml.ok) return yaml;
  const problems = startProblems(options.file);
  const entries = problems.keys(yaml.root, "", keys);
  const read = <Value>(
    key: string,
    reader: (node: YamlNode, path: string, problems: MapProblems) => Value,
  ): Value | undefined => {
    const node = entries.get(key);
    return node === undefined ? undefined : reader(node, key, problems);
  };
  read("encoding", readEncoding);
  const occurredAt = read("occurred_at", readTimeRule);
  const parts = {
    transferId: read("transfer_id", readTextRule),
    occurredAt,
    from: read("from", readAccountRule),
    to: read("to", readAccountRule),
    asset: read("asset", readTextRule),
    amount: read("amount", readAmountRule),
  };
  const optional = {
    source: read("source", (node, path) => readWord(node, { path, problems, parse: parseSourceName })) ?? null,
    delimiter: read("delimiter", readDelimiter) ?? ",",
    ignore: read("ignore", readNames) ?? [],
    sequence: read("sequence", readTextRule) ?? null,
    precision:
      read("precision", (node, path) => readWordRule(node, { path, problems, words: precisions })) ??
      occurredAt?.format.precision ??
      "instant",
    basis: read("basis", (node, path) => readWordRule(node, { path, problems, words: timeBases })) ?? defaultBasis,
    reference: read("reference", readTextRule) ?? null,
    scales: read("scales", readScales) ?? new Map(),
    coverage: read("coverage", readCoverage) ?? [],
  };
  const { transferId, from, to, asset, amount } = parts;
  const isRead =
    transferId !== undefined &&
    occurredAt !== undefined &&
    from !== undefined &&
    to !== undefined &&
    asset !== undefined &&
    amount !== undefined;
  if (!isRead || problems.all().length > 0) return { findings: problems.all() };
  return { map: { ...optional, transferId, occurredAt, from, to, asset, amount }, canonical: canonicalYaml(yaml.root) };
}

function readTimeRule(node: YamlNode, path: string, problems: MapProblems): TimeRule | undefined {
  const text = readTextRuleWith(node, { path, problems, extraKeys: ["format", "zone"] });
  if (node.kind !== "map") return undefined;
  const formatNode = node.entries.get("format")?.value;
  const zoneNode = node.entries.get("zone")?.value;
  if (formatNode === undefined) {
    return problems.add(node, `${path}.format`, {
      code: "FIELD_MISSING",
      found: "no such key",
      expected: "how the column writes times",
    });
  }
  const format = readWord(formatNode, { path: `${path}.format`, problems, parse: parseTimeFormat });
  const zone = zoneNode === undefined ? null : readWord(zoneNode, { path: `${path}.zone`, problems, parse: parseTimeZone });
  if (format?.isLocal === true && zone === null) {
    return problems.add(node, `${path}.zone`, {
      code: "TIME_WITHOUT_OFFSET",
      found: `the format ${format.pattern} without a zone`,
      expected: "the zone that the times are written in, for example Asia/Bangkok or +07:00",
    });
  }
  if (format?.isLocal === false && zoneNode !== undefined) {
    return problems.add(zoneNode, `${path}.zone`, {
      code: "VALUE_UNREADABLE",
      found: "a zone beside times that say their own offset",
      expected: "no zone",
    });
  }
  return text === undefined || format === undefined || zone === undefined ? undefined : { text, format, zone };
}

interface WordReading<Value> {
  readonly path: string;
  readonly problems: MapProblems;
  readonly parse: (text: string) => Result<Value>;
}

function readWord<Value>(node: YamlNode, { path, problems, parse }: WordReading<Value>): Value | undefined {
  const text = problems.text(node, path);
  return text === undefined ? undefined : problems.take(node, path, parse(text));
}

/** A constant is checked now, a column row by row. */
function readWordRule<Word extends Precision | TimeBasis>(
  node: YamlNode,
  { path, problems, words }: { readonly path: string; readonly problems: MapProblems; readonly words: readonly Word[] },
): TextRule | Word | undefined {
  const rule = readTextRule(node, path, problems);
  if (rule === undefined || rule.parts.some((part) => typeof part !== "string")) return rule;
  const text = renderText(rule, { rowNumber: 0n, cell: () => "" });
  if (!text.ok) return problems.take(node, path, text);
  const word = words.find((candidate) => candidate === text.value);
  return (
    word ?? problems.add(node, path, { code: "VALUE_UNREADABLE", found: text.value, expected: `one of ${words.join(", ")}` })
  );
}

function readEncoding(node: YamlNode, path: string, problems: MapProblems): undefined {
  const text = problems.text(node, path);
  if (text === undefined || text.toLowerCase() === "utf-8") return undefined;
  return problems.add(node, path, {
    code: "VALUE_UNREADABLE",
    found: text,
    expected: "utf-8; convert the file first, so that what is kept as evidence is what is read",
  });
}

function readDelimiter(node: YamlNode, path: string, problems: MapProblems): string | undefined {
  const parse = (text: string): Result<string> =>
    delimiters.includes(text) ? accept(text) : refuse("VALUE_UNREADABLE", text, 'one of "," ";" "\\t" "|"');
  return readWord(node, { path, problems, parse });
}

function readNames(node: YamlNode, path: string, problems: MapProblems): readonly string[] | undefined {
  if (node.kind !== "list") {
    return problems.add(node, path, { code: "VALUE_UNREADABLE", found: describe(node), expected: "a list of columns" });
  }
  return node.items.flatMap((item) => problems.text(item, path) ?? []);
}
