import {
  compareBytewise,
  compareTransfers,
  formatCoveredAssets,
  formatInstant,
  formatProofState,
  type IssuerAct,
  type UtcMicros,
} from "@tributary/domain";
import { writeTraceRequest } from "@tributary/trace";
import { type BagFile, textFile, writeManifest } from "./bag-manifest.ts";
import { bundlePaths, documentFolder, numberedName, requestFolder, requestId } from "./bundle-path.ts";
import type { CaseContents } from "./case-contents.ts";
import { chainEvidenceFiles } from "./chain-evidence-files.ts";
import { type LineValue, writeJsonLines } from "./json-lines.ts";

/**
 * The input files of a bundle, in one canonical form: rows in a total order, keys sorted, amounts as decimal text,
 * times as RFC 3339 UTC. Equal contents give equal bytes, in whatever order the rows come.
 */
export function encodeInputs(given: CaseContents): BagFile[] {
  const contents = orderContents(given);
  const requests = contents.requests.map(({ name, request }, index) =>
    textFile(`${requestFolder}${requestId(index, name)}.json`, writeTraceRequest(request)),
  );
  const documents = contents.documents.map(({ name, bytes }, index) => ({
    path: `${documentFolder}${numberedName(index, name)}`,
    bytes,
  }));
  return [
    textFile(bundlePaths.caseFile, writeJsonLines([caseRecord(contents)])),
    ...ledgerFiles(contents),
    ...placeFiles(contents),
    ...requests,
    ...documents,
  ];
}

/** The list of inputs with their digests, as `sha256sum` writes it. Its own SHA-256 is printed on every page of the report. */
export function listInputs(inputs: readonly BagFile[]): BagFile {
  return textFile(bundlePaths.inputs, writeManifest(inputs));
}

/** The same contents with every list in its one order. */
export function orderContents(contents: CaseContents): CaseContents {
  const { ledger } = contents;
  return {
    ...contents,
    snapshots: sortBy(contents.snapshots, (row) => [row.name]),
    requests: sortBy(contents.requests, (row) => [row.name]),
    documents: sortBy(contents.documents, (row) => [row.name]),
    sources: sortBy(contents.sources, (row) => [row.transfer]),
    assets: sortBy(contents.assets, (row) => [row.id]),
    issuerActs: [...contents.issuerActs].sort(compareActs),
    assetTraits: sortBy(contents.assetTraits, (row) => [row.asset, row.trait]),
    compounds: sortBy(contents.compounds, (row) => [row.id]),
    compoundPoints: sortBy(contents.compoundPoints, (row) => [row.compoundId, row.source, row.latitude, row.longitude]),
    compoundLinks: sortBy(contents.compoundLinks, (row) => [row.id]),
    clusterMembers: sortBy(contents.clusterMembers, (row) => [row.clusterId, row.account, row.heuristic]),
    statedLosses: sortBy(contents.statedLosses, (row) => [row.claim, row.asset, row.basis]),
    ledger: {
      ...ledger,
      transfers: [...ledger.transfers].sort((a, b) => compareTransfers(a, b) || compareBytewise(a.name, b.name)),
      conversions: sortBy(ledger.conversions, (row) => [row.id]),
      tags: sortBy(ledger.tags, (row) => [row.id, row.account, row.label, row.origin]),
      balances: sortBy(ledger.balances, (row) => [row.account, row.asset, formatInstant(row.time)]),
      coverage: sortBy(ledger.coverage, (row) => [row.source, row.scope, formatInstant(row.from), formatInstant(row.to)]),
      outpoints: sortBy(ledger.outpoints, (row) => [row.outpoint]),
    },
  };
}

function compareActs(a: IssuerAct, b: IssuerAct): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  if (a.sequence !== b.sequence) return a.sequence < b.sequence ? -1 : 1;
  return compareBytewise(a.source, b.source) || compareBytewise(a.id, b.id);
}

function sortBy<Row>(rows: readonly Row[], key: (row: Row) => readonly string[]): Row[] {
  const text = (row: Row): string => key(row).join("\u0000");
  return [...rows].sort((a, b) => compareBytewise(text(a), text(b)));
}

function caseRecord(contents: CaseContents): LineValue {
  const { span } = contents.ledger;
  return {
    case: contents.caseId,
    title: contents.title,
    prepared_at: formatInstant(contents.preparedAt),
    software: { version: contents.software.version, lockfile_sha256: contents.software.lockfileSha256 },
    snapshots: contents.snapshots.map(({ name, sha256 }) => ({ name, sha256 })),
    requests: contents.requests.map(({ name }) => name),
    places_asked: { compounds: contents.asked.compounds, accounts: contents.asked.accounts },
    ledger_span: span === undefined ? null : { from: formatInstant(span.from), to: formatInstant(span.to) },
    documents: contents.documents.map(({ name, role }) => ({ name, role })),
    stated_losses: contents.statedLosses.map(({ claim, asset, atoms, basis }) => ({
      claim,
      asset,
      atoms: atoms.toString(),
      basis,
    })),
  };
}

function ledgerFiles(contents: CaseContents): BagFile[] {
  const { ledger } = contents;
  const lines = (path: string, records: readonly LineValue[]): BagFile => textFile(path, writeJsonLines(records));
  return [
    lines(bundlePaths.transfers, transferRecords(contents)),
    lines(
      bundlePaths.conversions,
      ledger.conversions.map(({ id, account, outTransfers, inTransfers, kind, basis, document }) => ({
        conversion_id: id,
        account,
        out_transfers: outTransfers,
        in_transfers: inTransfers,
        kind,
        basis,
        document,
      })),
    ),
    lines(
      bundlePaths.tags,
      ledger.tags.map((tag) => ({
        tag_id: tag.id,
        account: tag.account,
        label: tag.label,
        actor: tag.actor,
        source_category: tag.sourceCategory,
        category: tag.category,
        confidence: tag.confidence,
        valid_from: optionalInstant(tag.validFrom),
        valid_to: optionalInstant(tag.validTo),
        origin: tag.origin,
      })),
    ),
    lines(
      bundlePaths.balances,
      ledger.balances.map(({ account, asset, time, atoms }) => ({
        account,
        asset,
        time: formatInstant(time),
        atoms: atoms.toString(),
      })),
    ),
    lines(
      bundlePaths.coverage,
      ledger.coverage.map(({ source, scope, from, to, assets, finality }) => ({
        source,
        scope,
        from: formatInstant(from),
        to: formatInstant(to),
        ...(assets.kind === "all" ? {} : { assets: formatCoveredAssets(assets) }),
        finality,
      })),
    ),
    ...chainEvidenceFiles(contents),
    lines(
      bundlePaths.assets,
      contents.assets.map(({ id, scale, symbol }) => ({ asset: id, scale, symbol })),
    ),
  ];
}

function transferRecords(contents: CaseContents): LineValue[] {
  const sources = new Map(contents.sources.map((source) => [source.transfer, source]));
  return contents.ledger.transfers.map((transfer) => {
    const source = sources.get(transfer.name);
    return {
      name: transfer.name,
      source: transfer.source,
      transfer_id: transfer.id,
      occurred_at: formatInstant(transfer.occurredAt),
      sequence: transfer.sequence.toString(),
      precision: transfer.precision,
      basis: transfer.basis,
      from: transfer.from,
      to: transfer.to,
      asset: transfer.asset,
      atoms: transfer.atoms.toString(),
      reference: transfer.reference,
      record:
        source === undefined
          ? null
          : {
              id: source.recordId,
              kind: source.kind,
              file_sha256: source.fileSha256,
              raw_sha256: source.rawSha256,
              ...(source.proof === null ? {} : { proof: formatProofState(source.proof) }),
            },
    };
  });
}

function placeFiles(contents: CaseContents): BagFile[] {
  const lines = (path: string, records: readonly LineValue[]): BagFile => textFile(path, writeJsonLines(records));
  return [
    lines(
      bundlePaths.compounds,
      contents.compounds.map(({ id, name, country, otherNames, note }) => ({
        compound: id,
        name,
        country,
        other_names: otherNames,
        note,
      })),
    ),
    lines(
      bundlePaths.compoundPoints,
      contents.compoundPoints.map(({ compoundId, latitude, longitude, source }) => ({
        compound: compoundId,
        latitude,
        longitude,
        source,
      })),
    ),
    lines(
      bundlePaths.compoundLinks,
      contents.compoundLinks.map((link) => ({
        link: link.id,
        compound: link.compoundId,
        account: "account" in link.target ? link.target.account : null,
        cluster: "cluster" in link.target ? link.target.cluster : null,
        evidence: link.evidence,
        confidence: link.confidence,
        author: link.author,
        made_at: formatInstant(link.madeAt),
        withdrawn_at: optionalInstant(link.withdrawnAt),
      })),
    ),
    lines(
      bundlePaths.clusterMembers,
      contents.clusterMembers.map((member) => ({
        cluster: member.clusterId,
        account: member.account,
        heuristic: member.heuristic,
        evidence: member.evidence,
        author: member.author,
        made_at: formatInstant(member.madeAt),
        withdrawn_at: optionalInstant(member.withdrawnAt),
      })),
    ),
  ];
}

function optionalInstant(instant: UtcMicros | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
