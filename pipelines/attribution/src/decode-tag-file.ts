import { type Digest, digestText, type Finding, type SourceRecord } from "@tributary/domain";
import type { IngestItem, YamlMap, YamlNode } from "@tributary/pipeline-kit";
import { readStrictYaml, yamlFinding } from "@tributary/pipeline-kit";
import { readActor } from "./read-actor.ts";
import { readTag } from "./read-tag.ts";

/** What a TagPack or an ActorPack says: one item a tag or actor, in the order of the file. */
export interface TagDecoding {
  readonly items: readonly IngestItem[];
  /** Things worth knowing that keep nothing out: keys that nothing reads, category words that never stop a trace. */
  readonly warnings: readonly Finding[];
  readonly counts: TagCounts;
}

export interface TagCounts {
  readonly tags: bigint;
  readonly actors: bigint;
  /** Tags that carry a category of the stop list. */
  readonly stops: bigint;
  /** Category words that never stop a trace, with the number of tags that use them. */
  readonly wordsWithoutStop: Readonly<Record<string, bigint>>;
  /** Currencies or networks whose tags are refused, with the number of tags. */
  readonly refusedNetworks: Readonly<Record<string, bigint>>;
}

export interface TagFile {
  readonly text: string;
  /** The file's name without folders. */
  readonly file: string;
  readonly sha256: Digest;
}

type DecodingResult =
  | { readonly ok: true; readonly decoding: TagDecoding }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Decodes a GraphSense TagPack (`tags`) or ActorPack (`actors`). A file that is neither, or no safe YAML, is refused as a whole. */
export function decodeTagFile(source: TagFile): DecodingResult {
  const reading = readStrictYaml(source.text, source.file);
  if (!reading.ok) return reading;
  const { root } = reading;
  const tags = root.kind === "map" ? root.entries.get("tags")?.value : undefined;
  const actors = root.kind === "map" ? root.entries.get("actors")?.value : undefined;
  if (root.kind === "map" && tags?.kind === "list") return { ok: true, decoding: decodeTags(source, root, tags.items) };
  if (root.kind === "map" && actors?.kind === "list") return { ok: true, decoding: decodeActors(source, root, actors.items) };
  const where = { file: source.file, line: (tags ?? actors ?? root).line };
  return {
    ok: false,
    findings: [
      yamlFinding("FIELD_MISSING", where, { found: "no list of tags or actors", expected: "a TagPack or an ActorPack" }),
    ],
  };
}

const tagKeys = [
  "address",
  "currency",
  "network",
  "label",
  "source",
  "category",
  "concepts",
  "abuse",
  "confidence",
  "lastmod",
  "actor",
];
/** Read by nothing, on purpose: the pipeline's README says why. */
const ignoredTagKeys = ["is_cluster_definer", "is_public", "context", "tag_type"];
const headerKeys = ["title", "creator", "description", "owner", "tags"];
const actorKeys = ["id", "label", "uri", "categories"];
const ignoredActorKeys = ["context", "jurisdictions", "aliases", "lastmod"];
const actorHeaderKeys = ["title", "creator", "description", "lastmod", "is_public", "actors"];

function decodeTags(source: TagFile, header: YamlMap, nodes: readonly YamlNode[]): TagDecoding {
  const known = new Set([...tagKeys, ...ignoredTagKeys]);
  const warnings = unknownKeys(header, new Set([...known, ...headerKeys]), { file: source.file, path: "" });
  const wordsWithoutStop = new Map<string, bigint>();
  const refusedNetworks = new Map<string, bigint>();
  let [tags, stops] = [0n, 0n];
  const items = nodes.map((node, index): IngestItem => {
    const path = `tags[${index}]`;
    const record = recordOf(source, node, path);
    if (node.kind !== "map") return { record, findings: [notAMapping(source.file, node, path)], raw: rawOf(source, node) };
    warnings.push(...unknownKeys(node, known, { file: source.file, path }));
    const reading = readTag({ header: inheritable(header), tag: node, file: source.file, path });
    for (const word of reading.wordsWithoutStop) increase(wordsWithoutStop, word);
    if (reading.refusedNetwork !== null) increase(refusedNetworks, reading.refusedNetwork);
    if (reading.tag === null) return { record, findings: reading.findings, raw: rawOf(source, node) };
    tags += 1n;
    if (reading.tag.category !== null) stops += 1n;
    return { record, rows: { tags: [reading.tag] } };
  });
  const counts = {
    tags,
    actors: 0n,
    stops,
    wordsWithoutStop: Object.fromEntries(wordsWithoutStop),
    refusedNetworks: Object.fromEntries(refusedNetworks),
  };
  return { items, warnings: [...warnings, ...wordsNote(source.file, wordsWithoutStop)], counts };
}

function decodeActors(source: TagFile, header: YamlMap, nodes: readonly YamlNode[]): TagDecoding {
  const known = new Set([...actorKeys, ...ignoredActorKeys]);
  const warnings = unknownKeys(header, new Set(actorHeaderKeys), { file: source.file, path: "" });
  let actors = 0n;
  const items = nodes.map((node, index): IngestItem => {
    const path = `actors[${index}]`;
    const record = recordOf(source, node, path);
    if (node.kind !== "map") return { record, findings: [notAMapping(source.file, node, path)], raw: rawOf(source, node) };
    warnings.push(...unknownKeys(node, known, { file: source.file, path }));
    const reading = readActor(node, { file: source.file, path });
    if (!reading.ok) return { record, findings: reading.findings, raw: rawOf(source, node) };
    actors += 1n;
    return { record, rows: { actors: [reading.actor] } };
  });
  return { items, warnings, counts: { tags: 0n, actors, stops: 0n, wordsWithoutStop: {}, refusedNetworks: {} } };
}

/** A tag never inherits the list that it stands in. */
function inheritable(header: YamlMap): YamlMap {
  return { ...header, entries: new Map([...header.entries].filter(([key]) => key !== "tags")) };
}

function recordOf(source: TagFile, node: YamlNode, path: string): SourceRecord {
  return { fileSha256: source.sha256, locator: `line ${node.line} ${path}`, rawSha256: digestText(rawOf(source, node)) };
}

function rawOf(source: TagFile, node: YamlNode): string {
  return source.text.slice(node.start, node.end);
}

function notAMapping(file: string, node: YamlNode, path: string): Finding {
  return yamlFinding("VALUE_UNREADABLE", { file, line: node.line, path }, { found: `a ${node.kind}`, expected: "a mapping" });
}

function unknownKeys(
  map: YamlMap,
  known: ReadonlySet<string>,
  where: { readonly file: string; readonly path: string },
): Finding[] {
  return [...map.entries]
    .filter(([key]) => !known.has(key))
    .map(([key, { line }]) => {
      const path = where.path === "" ? key : `${where.path}.${key}`;
      return yamlFinding(
        "FIELD_UNKNOWN",
        { file: where.file, line, path },
        { found: key, expected: `one of ${[...known].join(", ")}` },
      );
    });
}

function wordsNote(file: string, words: ReadonlyMap<string, bigint>): readonly Finding[] {
  const expected = "a word of the published table where the tags should stop a trace; these load and never stop";
  const found = [...words].map(([word, count]) => `${word} in ${count} tags`).join(", ");
  return words.size === 0 ? [] : [yamlFinding("WORD_WITHOUT_STOP", { file }, { found, expected })];
}

function increase(counts: Map<string, bigint>, word: string): void {
  counts.set(word, (counts.get(word) ?? 0n) + 1n);
}
