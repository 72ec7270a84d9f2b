import { type Digest, digestText, type Finding, type SourceRecord } from "@tributary/domain";
import {
  fileFindingItem,
  type IngestItem,
  type LedgerRows,
  readStrictYaml,
  type YamlMap,
  type YamlNode,
  yamlFinding,
} from "@tributary/pipeline-kit";
import { readCluster } from "./read-cluster.ts";
import { readCompound } from "./read-compound.ts";
import { type RecordPlace, recordFields } from "./record-fields.ts";

export interface CompoundsFile {
  readonly text: string;
  /** The file's name without folders. */
  readonly file: string;
  readonly sha256: Digest;
}

export const formatVersion = "1";

/**
 * Decodes a file of compounds and clusters: one item for each compound and each cluster, in the order of the file. All that is
 * wrong is told at once; a compound or cluster with a problem is kept apart whole, since half of its links would be a false picture.
 */
export function decodeCompounds(source: CompoundsFile): readonly IngestItem[] {
  const reading = readStrictYaml(source.text, source.file);
  if (!reading.ok) return [fileFindingItem(source.sha256, reading.findings)];
  if (reading.root.kind !== "map") {
    const where = { file: source.file, line: reading.root.line };
    const expected = "a mapping with version, compounds and clusters";
    return [
      fileFindingItem(source.sha256, [yamlFinding("VALUE_UNREADABLE", where, { found: `a ${reading.root.kind}`, expected })]),
    ];
  }
  return decodeRoot(source, reading.root);
}

function decodeRoot(source: CompoundsFile, root: YamlMap): readonly IngestItem[] {
  const findings: Finding[] = [];
  const fields = recordFields(root, { file: source.file, path: "", record: "file", findings }, [
    "version",
    "compounds",
    "clusters",
  ]);
  fields.required("version", (text) =>
    text === formatVersion
      ? { ok: true, value: text }
      : { ok: false, refusal: { code: "VALUE_UNREADABLE", found: text, expected: `version ${formatVersion}` } },
  );
  const clusters = fields.mappings("clusters");
  const compounds = fields.mappings("compounds");
  if (clusters.length + compounds.length === 0)
    fields.complain("compounds", { code: "FIELD_MISSING", found: "nothing", expected: "compounds, clusters, or both" });
  const clusterIds = new Set(clusters.flatMap(({ map }) => textOf(map, "id") ?? []));
  const isOfOtherVersion = findings.some((finding) => finding.where.path === "version");
  const fileItems = findings.length > 0 ? [fileFindingItem(source.sha256, findings)] : [];
  if (isOfOtherVersion) return fileItems;
  const decodeAll = recordDecoder(source);
  return [
    ...fileItems,
    ...decodeAll(clusters, readCluster),
    ...decodeAll(compounds, (map, place) => readCompound(map, place, clusterIds)),
  ];
}

type ReadRecord = (map: YamlMap, place: RecordPlace) => LedgerRows | null;
type Nodes = readonly { readonly map: YamlMap; readonly place: RecordPlace }[];

function recordDecoder(source: CompoundsFile): (nodes: Nodes, read: ReadRecord) => readonly IngestItem[] {
  return (nodes, read) => {
    const firstLines = new Map<string, number>();
    return nodes.map(({ map, place: { path } }): IngestItem => {
      const findings: Finding[] = [];
      const id = textOf(map, "id") ?? path;
      const place: RecordPlace = { file: source.file, path, record: id, findings };
      const rows = read(map, place);
      const firstLine = firstLines.get(id);
      if (firstLine !== undefined) {
        const where = { file: source.file, line: map.line, path: `${path}.id`, record: id };
        findings.push(
          yamlFinding("RECORD_CONFLICT", where, { found: `${id}, as in line ${firstLine}`, expected: "each id once" }),
        );
      } else firstLines.set(id, map.line);
      const raw = source.text.slice(map.start, map.end);
      const record: SourceRecord = { fileSha256: source.sha256, locator: `line ${map.line} ${path}`, rawSha256: digestText(raw) };
      return rows === null || findings.length > 0 ? { record, findings, raw } : { record, rows };
    });
  };
}

function textOf(map: YamlMap, key: string): string | null {
  const node: YamlNode | undefined = map.entries.get(key)?.value;
  return node?.kind === "text" ? node.text : null;
}
