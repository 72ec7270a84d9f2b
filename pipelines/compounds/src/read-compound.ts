import { accept, digestFields, type Result, refuse } from "@tributary/domain";
import type { LedgerRows, YamlMap } from "@tributary/pipeline-kit";
import { judgementKeys, readJudgement } from "./read-judgement.ts";
import { readConfidence, readCountry, readDegrees, readHeldAccount, readId } from "./read-values.ts";
import { type RecordFields, type RecordPlace, readAny, recordFields } from "./record-fields.ts";

type Row<Table extends keyof LedgerRows> = NonNullable<LedgerRows[Table]>[number];

const compoundKeys = ["id", "name", "other_names", "country", "note", "points", "links"];
const pointKeys = ["latitude", "longitude", "source"];
const linkKeys = ["account", "cluster", "confidence", ...judgementKeys];

/** Reads one compound with its points and links, or answers null; what cannot be read is noted in `place`. */
export function readCompound(map: YamlMap, place: RecordPlace, clusterIds: ReadonlySet<string>): LedgerRows | null {
  const fields = recordFields(map, place, compoundKeys);
  const id = fields.required("id", readId);
  const name = fields.required("name", readAny);
  const country = fields.required("country", readCountry);
  const [note, otherNames] = [fields.optional("note", readAny), fields.texts("other_names")];
  const points = fields.mappings("points").map((point) => readPoint(recordFields(point.map, point.place, pointKeys), id ?? ""));
  const links = fields
    .mappings("links")
    .map((link) => readLink(recordFields(link.map, link.place, linkKeys), { compoundId: id ?? "", clusterIds }));
  if (place.findings.length > 0 || id === null || name === null || country === null) return null;
  return {
    compounds: [{ id, name, country, otherNames, note }],
    compoundPoints: points.filter((point) => point !== null),
    compoundLinks: links.filter((link) => link !== null),
  };
}

function readPoint(fields: RecordFields, compoundId: string): Row<"compoundPoints"> | null {
  const latitude = fields.required("latitude", readDegrees(90));
  const longitude = fields.required("longitude", readDegrees(180));
  const source = fields.required("source", readAny);
  return latitude === null || longitude === null || source === null ? null : { compoundId, latitude, longitude, source };
}

interface LinkContext {
  readonly compoundId: string;
  readonly clusterIds: ReadonlySet<string>;
}

function readLink(fields: RecordFields, { compoundId, clusterIds }: LinkContext): Row<"compoundLinks"> | null {
  const target = readTarget(fields, clusterIds);
  const confidence = fields.required("confidence", readConfidence);
  const judgement = readJudgement(fields);
  if (target === null || confidence === null || judgement === null) return null;
  const key = "account" in target ? ["account", target.account] : ["cluster", target.cluster];
  const said = [compoundId, ...key, judgement.author, judgement.madeAt.toString()];
  return {
    id: `link-${digestFields("tributary/compound-link/1", said).slice(0, 32)}`,
    compoundId,
    target,
    confidence,
    ...judgement,
  };
}

function readTarget(fields: RecordFields, clusterIds: ReadonlySet<string>): Row<"compoundLinks">["target"] | null {
  const account = fields.optional("account", readHeldAccount);
  const cluster = fields.optional("cluster", (text) => readClusterId(text, clusterIds));
  if (fields.has("account") === fields.has("cluster")) {
    const found = fields.has("account") ? "both account and cluster" : "neither account nor cluster";
    fields.complain("account", { code: "FIELD_MISSING", found, expected: "one of account and cluster" });
    return null;
  }
  if (account !== null) return { account };
  return cluster === null ? null : { cluster };
}

/** A misspelt cluster would link the compound to nothing, and nobody would see it: the cluster stands in the same file. */
function readClusterId(text: string, clusterIds: ReadonlySet<string>): Result<string> {
  return clusterIds.has(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, `a cluster of this file: ${[...clusterIds].join(", ") || "it has none"}`);
}
