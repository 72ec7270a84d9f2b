import {
  type IngestFiles,
  type IngestItem,
  type IngestReport,
  ingestFiles,
  type ReceivedFile,
  readReceivedText,
  yamlLimits,
} from "@tributary/pipeline-kit";
import { decodeCompounds, formatVersion } from "./decode-compounds.ts";

/** Brings files of compounds and clusters into the store, one report a file. */
export function ingestCompounds(request: IngestFiles): Promise<readonly IngestReport[]> {
  return ingestFiles(request, { kind: "compounds", options: `compounds format ${formatVersion}`, read });
}

async function* read(received: ReceivedFile): AsyncGenerator<IngestItem, void, undefined> {
  const text = await readReceivedText(received, yamlLimits.charactersMax);
  yield* decodeCompounds({ text, file: received.origin, sha256: received.sha256 });
}
