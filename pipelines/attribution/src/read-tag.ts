import { type AttributionTag, digestFields, type Finding, type StopCategory, showFound } from "@tributary/domain";
import type { YamlMap } from "@tributary/pipeline-kit";
import { yamlFinding } from "@tributary/pipeline-kit";
import { readTagAccount } from "./read-tag-account.ts";
import { joinPath, tagFields } from "./tag-fields.ts";
import { tagTables } from "./tag-tables.ts";

export interface TagSource {
  /** The pack's own fields; a tag inherits those that it does not state. */
  readonly header: YamlMap;
  readonly tag: YamlMap;
  readonly file: string;
  readonly path: string;
}

export interface TagReading {
  /** Null where the tag is refused; `findings` say why, all reasons at once. */
  readonly tag: AttributionTag | null;
  readonly findings: readonly Finding[];
  /** Words that name a category but no stop. */
  readonly wordsWithoutStop: readonly string[];
  /** The currency or network word for which the tag is refused. */
  readonly refusedNetwork: string | null;
}

/** Reads one tag of a TagPack. The tag is valid for all time: `lastmod` says when the claim was made, not since when it is true. */
export function readTag(source: TagSource): TagReading {
  const findings: Finding[] = [];
  const { tag, header, file, path } = source;
  const record = showFound(textOf(tag, "address") ?? path);
  const merged: YamlMap = { ...tag, entries: new Map([...header.entries, ...tag.entries]) };
  const fields = tagFields(merged, { file, path, record, findings });
  const refuseField = (key: string, refusal: Omit<Finding, "where">): void => {
    const line = tag.entries.get(key)?.line ?? tag.line;
    findings.push({ ...refusal, where: { file, line, path: joinPath(path, key), record } });
  };
  const [address, label, origin] = [fields.text("address"), fields.text("label"), fields.text("source")];
  const missing = [
    [address, "address", "the account's address; tags on transactions or clusters are not read"],
    [label, "label", "a label"],
    [origin, "source", "where the claim can be read"],
  ] as const;
  for (const [value, key, expected] of missing) {
    if (value !== null) continue;
    const where = { file, line: tag.line, path: joinPath(path, key), record };
    findings.push(yamlFinding("FIELD_MISSING", where, { found: "nothing", expected }));
  }
  const [currency, network] = [fields.text("currency"), fields.text("network")];
  const account = address === null ? null : readTagAccount(address, currency, network);
  if (account !== null && !account.ok)
    refuseField(account.refusal.code.startsWith("ACCOUNT") ? "address" : "currency", account.refusal);
  const confidence = readConfidence(fields.text("confidence"));
  if (confidence === null)
    refuseField("confidence", {
      code: "VALUE_UNREADABLE",
      found: showFound(fields.text("confidence") ?? ""),
      expected: knownLevels,
    });
  const words = [...new Set([...fields.texts("category"), ...fields.texts("concepts")])];
  const abuses = fields.texts("abuse").map((word) => `abuse:${word}`);
  const refusedNetwork =
    account !== null && !account.ok && !account.refusal.code.startsWith("ACCOUNT") ? (network ?? currency ?? "") : null;
  const wordsWithoutStop = words.filter((word) => !tagTables.stops.has(word));
  if (findings.length > 0 || account === null || !account.ok || label === null || origin === null || confidence === null)
    return { tag: null, findings, wordsWithoutStop: [], refusedNetwork };
  const body = {
    account: account.value,
    label,
    actor: fields.text("actor"),
    sourceCategory: [...words, ...abuses].join("; ") || null,
    category: stopOf(words),
    confidence,
    validFrom: null,
    validTo: null,
    origin: citation({ origin, title: fields.text("title"), creator: fields.text("creator"), lastmod: fields.text("lastmod") }),
  };
  return { tag: { id: tagId(body), ...body }, findings: [], wordsWithoutStop, refusedNetwork: null };
}

const knownLevels = `one of ${[...tagTables.levels.keys()].join(", ")}`;

/** A tag that states no confidence has 0, so that it never stops a trace by itself. */
function readConfidence(word: string | null): number | null {
  return word === null ? 0 : (tagTables.levels.get(word) ?? null);
}

/** The first word that the published table maps. */
function stopOf(words: readonly string[]): StopCategory | null {
  return words.map((word) => tagTables.stops.get(word)).find((category) => category !== undefined) ?? null;
}

interface Citation {
  readonly origin: string;
  readonly title: string | null;
  readonly creator: string | null;
  readonly lastmod: string | null;
}

function citation({ origin, title, creator, lastmod }: Citation): string {
  const pack = [title, creator, lastmod === null ? null : `as of ${lastmod}`].filter((part) => part !== null);
  return pack.length === 0 ? origin : `${origin} (${pack.join(", ")})`;
}

/** The id follows from what the tag says, not from where it stands: the same claim in two files is one tag. */
function tagId(tag: Omit<AttributionTag, "id">): string {
  const said = [tag.account, tag.label, tag.actor ?? "", tag.sourceCategory ?? "", tag.confidence.toString(), tag.origin];
  return `tag-${digestFields("tributary/tag/1", said).slice(0, 32)}`;
}

function textOf(map: YamlMap, key: string): string | null {
  const node = map.entries.get(key)?.value;
  return node?.kind === "text" ? node.text : null;
}
