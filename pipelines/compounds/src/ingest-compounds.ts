import {
  type AcknowledgedBatch,
  type IngestFile,
  type IngestItem,
  type IngestProgress,
  type IngestReport,
  ingestFile,
  type ReceivedFile,
  readReceivedText,
  yamlLimits,
} from "@tributary/pipeline-kit";
import { decodeCompounds, formatVersion } from "./decode-compounds.ts";

export interface IngestCompounds {
  readonly store: IngestFile["store"];
  readonly paths: readonly string[];
  readonly onProgress?: ((progress: IngestProgress) => void) | undefined;
  readonly onAcknowledged?: ((batch: AcknowledgedBatch) => void | Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: IngestFile["limits"];
}

/** Brings files of compounds and clusters into the store, one report a file. */
export async function ingestCompounds(request: IngestCompounds): Promise<readonly IngestReport[]> {
  const { store, onProgress, onAcknowledged, signal, limits } = request;
  const reports: IngestReport[] = [];
  for (const path of request.paths) {
    if (signal?.aborted === true) break;
    const options = `compounds format ${formatVersion}`;
    reports.push(await ingestFile({ store, path, kind: "compounds", options, read, onProgress, onAcknowledged, signal, limits }));
  }
  return reports;
}

async function* read(received: ReceivedFile): AsyncGenerator<IngestItem, void, undefined> {
  const text = await readReceivedText(received, yamlLimits.charactersMax);
  yield* decodeCompounds({ text, file: received.origin, sha256: received.sha256 });
}
