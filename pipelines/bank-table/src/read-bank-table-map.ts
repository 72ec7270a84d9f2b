import { type EncodingName, encodingNames, encodingOfLabel } from "@tributary/bank-kit";
import { accept, type Finding, type Result, refuse, type TimeBasis, timeBases } from "@tributary/domain";
import {
  canonicalYaml,
  type MapProblems,
  readAccountRule,
  readMapChoice,
  readStrictYaml,
  readTextRule,
  startProblems,
  type YamlNode,
} from "@tributary/pipeline-kit";
import type { BankTableLimits } from "./bank-table-limits.ts";
import type { BankTableMap } from "./bank-table-map.ts";
import { readNames, readWith } from "./map-values.ts";
import { openQuestions, quoteOpenQuestions } from "./open-questions.ts";
import { readAmountRule } from "./read-amount-rule.ts";
import { readDateRule } from "./read-date-rule.ts";
import { readParties } from "./read-party-rule.ts";

const nodesMax = 20_000;
const depthMax = 6;
const bases: readonly TimeBasis[] = timeBases.filter((basis) => basis !== "block");

const keys = {
  required: ["name", "reference", "occurred_at", "amount", "currency", "own_account"],
  optional: [
    "encoding",
    "delimiter",
    "quote",
    "header_line",
    "sheet",
    "country",
    "report_reference",
    "ignore",
    "basis",
    "counterparty_account",
    "counterparty_name",
    "description",
    "parties",
  ],
};

export type ReadBankTableMap =
  | {
      readonly map: BankTableMap;
      /** The map as one text, whatever its comments and order: part of what names a run. */
      readonly canonical: string;
    }
  | { readonly findings: readonly Finding[] };

/**
 * Reads the map of a bank's table, or says everything that is wrong with it at once, each with its line. Where `?` still stands for an
 * answer, that alone is said: the rest cannot be judged before.
 */
export function readBankTableMap(
  text: string,
  { file, limits }: { readonly file: string; readonly limits: BankTableLimits },
): ReadBankTableMap {
  const { mapBytesMax, mapAliasesMax, mapKeysMax } = limits;
  const bounds = { charactersMax: mapBytesMax, aliasesMax: mapAliasesMax, keysMax: mapKeysMax, nodesMax, depthMax };
  const yaml = readStrictYaml(quoteOpenQuestions(text), file, bounds);
  if (!yaml.ok) return yaml;
  const open = openQuestions(yaml.root, file);
  if (open.length > 0) return { findings: open };
  const problems = startProblems(file);
  const entries = problems.keys(yaml.root, "", keys);
  const map = readParts(entries, problems);
  const findings = problems.all();
  return map === undefined || findings.length > 0 ? { findings } : { map, canonical: canonicalYaml(yaml.root) };
}

function readParts(entries: ReadonlyMap<string, YamlNode>, problems: MapProblems): BankTableMap | undefined {
  const read = <Value>(
    key: string,
    reader: (node: YamlNode, path: string, problems: MapProblems) => Value,
  ): Value | undefined => {
    const node = entries.get(key);
    return node === undefined ? undefined : reader(node, key, problems);
  };
  const word = <Value>(key: string, parse: (text: string) => Result<Value>): Value | undefined =>
    read(key, (node, path) => readWith(node, { path, problems, parse }));
  const name = word("name", parseMapName);
  const reference = read("reference", readTextRule);
  const occurredAt = read("occurred_at", readDateRule);
  const amount = read("amount", readAmountRule);
  const currency = read("currency", readTextRule);
  const ownAccount = read("own_account", readAccountRule);
  const optional = {
    encoding: word("encoding", parseEncoding) ?? "utf-8",
    delimiter: read("delimiter", (node, path) => readMapChoice(node, { path, problems, words: [",", ";", "\t", "|"] })) ?? ",",
    quote: quoteOf(read("quote", (node, path) => readMapChoice(node, { path, problems, words: ['"', "'", "none"] }))),
    headerLine: word("header_line", parseLine) ?? 1,
    sheet: word("sheet", parseText) ?? null,
    country: word("country", parseCountry) ?? null,
    reportReference: word("report_reference", parseText) ?? null,
    ignore: read("ignore", readNames) ?? [],
    basis: read("basis", (node, path) => readMapChoice(node, { path, problems, words: bases })) ?? "booking",
    counterpartyAccount: read("counterparty_account", readAccountRule) ?? null,
    counterpartyName: read("counterparty_name", readTextRule) ?? null,
    description: read("description", readTextRule) ?? null,
    parties: read("parties", readParties) ?? [],
  };
  const isRead =
    name !== undefined &&
    reference !== undefined &&
    occurredAt !== undefined &&
    amount !== undefined &&
    currency !== undefined &&
    ownAccount !== undefined;
  return isRead ? { ...optional, name, reference, occurredAt, amount, currency, ownAccount } : undefined;
}

function quoteOf(word: string | undefined): string | null {
  return word === "none" ? null : (word ?? '"');
}

function parseMapName(text: string): Result<string> {
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "a name of small letters, digits and dashes, for example kasikorn-statement");
}

function parseEncoding(text: string): Result<EncodingName> {
  const encoding = encodingOfLabel(text);
  return encoding === undefined ? refuse("VALUE_UNREADABLE", text, `one of ${encodingNames.join(", ")}`) : accept(encoding);
}

function parseLine(text: string): Result<number> {
  return /^[1-9][0-9]{0,3}$/.test(text) ? accept(Number(text)) : refuse("VALUE_UNREADABLE", text, "a line, 1 to 9999");
}

function parseText(text: string): Result<string> {
  const isPlain = text !== "" && text.length <= 256 && !/\p{Cc}/u.test(text);
  return isPlain ? accept(text) : refuse("VALUE_UNREADABLE", text, "a text of 1 to 256 characters");
}

function parseCountry(text: string): Result<string> {
  return /^[A-Z]{2}$/.test(text) ? accept(text) : refuse("VALUE_UNREADABLE", text, "two capital letters, for example TH");
}
