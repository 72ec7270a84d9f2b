import {
  type Asset,
  type AttributionTag,
  accept,
  type ClusterMember,
  type Compound,
  type CompoundLink,
  type CompoundPoint,
  type Conversion,
  type Coverage,
  conversionBases,
  type Digest,
  everyAsset,
  fail,
  parseAccount,
  parseAsset,
  parseAtoms,
  parseCoveredAssets,
  parseProofState,
  parseSequence,
  parseSourceName,
  parseTransferId,
  precisions,
  type Result,
  refuse,
  stopCategories,
  TributaryError,
  timeBases,
} from "@tributary/domain";
import type { KnownBalance, NamedTransfer, TraceLedger } from "@tributary/ledger";
import { parseTraceRequest } from "@tributary/trace";
import { bundlePaths, documentFolder, numberedName, requestFolder, requestId } from "./bundle-path.ts";
import {
  type CaseContents,
  type CaseDocument,
  type CaseRequest,
  recordKinds,
  type StatedLoss,
  type TransferSource,
} from "./case-contents.ts";
import { readAssetTrait, readIssuerAct, readOutpoint } from "./chain-evidence-files.ts";
import type { PlacesAsked } from "./places-in-reach.ts";
import { type RecordReader, readRecords } from "./record-reader.ts";

/** The payload files of a bundle by path. */
export type PayloadFiles = ReadonlyMap<string, Uint8Array>;

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the input files of a bundle back. Throws BUNDLE_CHANGED with file, line and key where one cannot be read. */
export function decodeInputs(files: PayloadFiles): CaseContents {
  const [head, ...rest] = recordsOf(files, bundlePaths.caseFile);
  if (head === undefined || rest.length > 0)
    fail("BUNDLE_CHANGED", { found: "not one record", expected: "one record", where: { file: bundlePaths.caseFile } });
  const software = head.record("software");
  return {
    caseId: head.text("case"),
    title: head.text("title"),
    preparedAt: head.instant("prepared_at"),
    software: {
      version: software.text("version"),
      lockfileSha256: software.optionalText("lockfile_sha256") === null ? null : software.parsed("lockfile_sha256", parseDigest),
    },
    snapshots: head.records("snapshots").map((row) => ({ name: row.text("name"), sha256: row.parsed("sha256", parseDigest) })),
    requests: head.texts("requests").map((name, index) => readRequest(files, name, index)),
    documents: head.records("documents").map((row, index) => readDocument(files, row, index)),
    statedLosses: head.records("stated_losses").map(readStatedLoss),
    ledger: {
      transfers: recordsOf(files, bundlePaths.transfers).map(readTransfer),
      conversions: recordsOf(files, bundlePaths.conversions).map(readConversion),
      tags: recordsOf(files, bundlePaths.tags).map(readTag),
      balances: recordsOf(files, bundlePaths.balances).map(readBalance),
      coverage: recordsOf(files, bundlePaths.coverage).map(readCoverage),
      outpoints: recordsIfAny(files, bundlePaths.outpoints).map(readOutpoint),
      ...readSpan(head.optionalRecord("ledger_span")),
    },
    sources: recordsOf(files, bundlePaths.transfers).flatMap(readSource),
    assets: recordsOf(files, bundlePaths.assets).map(readAsset),
    issuerActs: recordsIfAny(files, bundlePaths.issuerActs).map(readIssuerAct),
    assetTraits: recordsIfAny(files, bundlePaths.assetTraits).map(readAssetTrait),
    compounds: recordsOf(files, bundlePaths.compounds).map(readCompound),
    compoundPoints: recordsOf(files, bundlePaths.compoundPoints).map(readPoint),
    compoundLinks: recordsOf(files, bundlePaths.compoundLinks).map(readLink),
    clusterMembers: recordsOf(files, bundlePaths.clusterMembers).map(readMember),
    asked: readAsked(head.record("places_asked")),
  };
}

function readAsked(row: RecordReader): PlacesAsked {
  return { compounds: row.parsed("compounds", parseCount), accounts: row.parsed("accounts", parseCount) };
}

function parseCount(text: string): Result<string> {
  return /^(0|[1-9][0-9]{0,14})$/.test(text) ? accept(text) : refuse("VALUE_UNREADABLE", text, "a count in decimal digits");
}

function readSpan(row: RecordReader | null): Pick<TraceLedger, "span"> {
  return row === null ? {} : { span: { from: row.instant("from"), to: row.instant("to") } };
}

function bytesOf(files: PayloadFiles, path: string): Uint8Array {
  return (
    files.get(path) ??
    fail("BUNDLE_CHANGED", { found: "no such file", expected: "this input of the case", where: { file: path } })
  );
}

function textOf(files: PayloadFiles, path: string): string {
  const bytes = bytesOf(files, path);
  try {
    return decoder.decode(bytes);
  } catch {
    return fail("BUNDLE_CHANGED", { found: "bytes that are not UTF-8", expected: "UTF-8 text", where: { file: path } });
  }
}

function recordsOf(files: PayloadFiles, path: string): RecordReader[] {
  return readRecords(path, textOf(files, path));
}

/** Of a file that is there only where it has records. */
function recordsIfAny(files: PayloadFiles, path: string): RecordReader[] {
  return files.has(path) ? recordsOf(files, path) : [];
}

function parseDigest(text: string): Result<Digest> {
  return /^[0-9a-f]{64}$/.test(text) ? accept(asDigest(text)) : refuse("VALUE_UNREADABLE", text, "64 lower-case hex digits");
}

function asDigest(hex: string): Digest {
  return hex as Digest;
}

function readRequest(files: PayloadFiles, name: string, index: number): CaseRequest {
  const file = `${requestFolder}${requestId(index, name)}.json`;
  const parsed = parseTraceRequest(parseJson(textOf(files, file), file), { file });
  if (parsed.ok) return { name, request: parsed.request };
  const [first] = parsed.findings;
  if (first !== undefined) throw new TributaryError(first);
  return fail("BUNDLE_CHANGED", { found: "a request that cannot be read", expected: "a trace request", where: { file } });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail("BUNDLE_CHANGED", { found: text, expected: "JSON", where: { file } });
  }
}

function readDocument(files: PayloadFiles, row: RecordReader, index: number): CaseDocument {
  const name = row.text("name");
  return {
    name,
    role: row.choice("role", ["note", "document"]),
    bytes: bytesOf(files, `${documentFolder}${numberedName(index, name)}`),
  };
}

function readStatedLoss(row: RecordReader): StatedLoss {
  return {
    claim: row.text("claim"),
    asset: row.parsed("asset", parseAsset),
    atoms: row.bigint("atoms"),
    basis: row.text("basis"),
  };
}

function readTransfer(row: RecordReader): NamedTransfer {
  return {
    name: row.text("name"),
    source: row.parsed("source", parseSourceName),
    id: row.parsed("transfer_id", parseTransferId),
    occurredAt: row.instant("occurred_at"),
    sequence: row.parsed("sequence", parseSequence),
    precision: row.choice("precision", precisions),
    basis: row.choice("basis", timeBases),
    from: row.parsed("from", parseAccount),
    to: row.parsed("to", parseAccount),
    asset: row.parsed("asset", parseAsset),
    atoms: row.parsed("atoms", parseAtoms),
    reference: row.optionalText("reference"),
  };
}

function readSource(row: RecordReader): TransferSource[] {
  const record = row.optionalRecord("record");
  if (record === null) return [];
  const source: TransferSource = {
    transfer: row.text("name"),
    recordId: record.text("id"),
    kind: record.choice("kind", recordKinds),
    fileSha256: record.optionalText("file_sha256") === null ? null : record.parsed("file_sha256", parseDigest),
    rawSha256: record.optionalText("raw_sha256") === null ? null : record.parsed("raw_sha256", parseDigest),
    proof: record.has("proof") ? record.parsed("proof", parseProofState) : null,
  };
  return [source];
}

function readConversion(row: RecordReader): Conversion {
  return {
    id: row.text("conversion_id"),
    account: row.parsed("account", parseAccount),
    outTransfers: row.texts("out_transfers"),
    inTransfers: row.texts("in_transfers"),
    kind: row.text("kind"),
    basis: row.choice("basis", conversionBases),
    document: row.optionalText("document"),
  };
}

function readTag(row: RecordReader): AttributionTag {
  return {
    id: row.text("tag_id"),
    account: row.parsed("account", parseAccount),
    label: row.text("label"),
    actor: row.optionalText("actor"),
    sourceCategory: row.optionalText("source_category"),
    category: row.optionalText("category") === null ? null : row.choice("category", stopCategories),
    confidence: row.integer("confidence"),
    validFrom: row.optionalInstant("valid_from"),
    validTo: row.optionalInstant("valid_to"),
    origin: row.text("origin"),
  };
}

function readBalance(row: RecordReader): KnownBalance {
  return {
    account: row.parsed("account", parseAccount),
    asset: row.parsed("asset", parseAsset),
    time: row.instant("time"),
    atoms: row.parsed("atoms", parseAtoms),
  };
}

function readCoverage(row: RecordReader): Coverage {
  return {
    source: row.text("source"),
    scope: row.text("scope"),
    from: row.instant("from"),
    to: row.instant("to"),
    assets: row.has("assets") ? row.parsed("assets", parseCoveredAssets) : everyAsset,
    finality: row.optionalText("finality"),
  };
}

function readAsset(row: RecordReader): Asset {
  return { id: row.parsed("asset", parseAsset), scale: row.optionalInteger("scale"), symbol: row.optionalText("symbol") };
}

function readCompound(row: RecordReader): Compound {
  return {
    id: row.text("compound"),
    name: row.text("name"),
    country: row.text("country"),
    otherNames: row.texts("other_names"),
    note: row.optionalText("note"),
  };
}

function readPoint(row: RecordReader): CompoundPoint {
  return {
    compoundId: row.text("compound"),
    latitude: row.text("latitude"),
    longitude: row.text("longitude"),
    source: row.text("source"),
  };
}

function readLink(row: RecordReader): CompoundLink {
  const cluster = row.optionalText("cluster");
  return {
    id: row.text("link"),
    compoundId: row.text("compound"),
    target: cluster === null ? { account: row.parsed("account", parseAccount) } : { cluster },
    evidence: row.text("evidence"),
    confidence: row.integer("confidence"),
    author: row.text("author"),
    madeAt: row.instant("made_at"),
    withdrawnAt: row.optionalInstant("withdrawn_at"),
  };
}

function readMember(row: RecordReader): ClusterMember {
  return {
    clusterId: row.text("cluster"),
    account: row.parsed("account", parseAccount),
    heuristic: row.text("heuristic"),
    evidence: row.text("evidence"),
    author: row.text("author"),
    madeAt: row.instant("made_at"),
    withdrawnAt: row.optionalInstant("withdrawn_at"),
  };
}
