import type { Finding } from "@tributary/domain";
import {
  fileFindingItem,
  type IngestFiles,
  type IngestItem,
  type IngestReport,
  ingestFile,
  ingestLimits,
  type ReceivedFile,
  readReceivedText,
  withWarnings,
  yamlLimits,
} from "@tributary/pipeline-kit";
import { decodeTagFile, type TagCounts } from "./decode-tag-file.ts";

/** What a pack brought, and what of it can never stop a trace. Warnings stand behind the errors in `findings`. */
export interface TagReport extends IngestReport {
  /** Null where the file could not be read as a TagPack or ActorPack. */
  readonly counts: TagCounts | null;
}

const readerVersion = "1";

/** Brings GraphSense TagPacks and ActorPacks into the store, one report a file. A tag that cannot be read exactly is kept apart with its reasons; the others load. */
export async function ingestTags(request: IngestFiles): Promise<readonly TagReport[]> {
  const reports: TagReport[] = [];
  for (const path of request.paths) {
    if (request.signal?.aborted === true) break;
    reports.push(await ingestTagFile(request, path));
  }
  return reports;
}

async function ingestTagFile(request: IngestFiles, path: string): Promise<TagReport> {
  let warnings: readonly Finding[] = [];
  let counts: TagCounts | null = null;
  const { store, onProgress, onAcknowledged, signal, limits } = request;
  async function* read(received: ReceivedFile): AsyncGenerator<IngestItem, void, undefined> {
    const text = await readReceivedText(received, yamlLimits.charactersMax);
    const result = decodeTagFile({ text, file: received.origin, sha256: received.sha256 });
    if (result.ok) {
      ({ warnings, counts } = result.decoding);
      yield* result.decoding.items;
    } else yield fileFindingItem(received.sha256, result.findings);
  }
  const options = `tagpack reader ${readerVersion}`;
  const report = await ingestFile({ store, path, kind: "tagpack", options, read, onProgress, onAcknowledged, signal, limits });
  // Unknown keys, and category words that never stop a trace, keep nothing out.
  const told = { shown: warnings, total: BigInt(warnings.length) };
  return { ...withWarnings(report, told, limits?.findingsShownMax ?? ingestLimits.findingsShownMax), counts };
}
