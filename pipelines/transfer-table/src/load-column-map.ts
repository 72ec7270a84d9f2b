import { type Finding, TributaryError } from "@tributary/domain";
import { ingestLimits, openReceivedFile, originOf, readReceivedText, type TableLimits } from "@tributary/pipeline-kit";
import type { ColumnMap } from "./column-map.ts";
import { readColumnMap } from "./read-column-map.ts";

export type LoadedColumnMap =
  | { readonly map: ColumnMap; readonly canonical: string }
  | { readonly origin: string; readonly findings: readonly Finding[] };

/** Reads a column map from a file, or says what is wrong with it. */
export async function loadColumnMap(path: string, limits: TableLimits): Promise<LoadedColumnMap> {
  const origin = originOf(path);
  try {
    const received = await openReceivedFile({ path, limits: { ...ingestLimits, fileBytesMax: limits.mapBytesMax } });
    try {
      const text = await readReceivedText(received, limits.mapBytesMax);
      const read = readColumnMap(text, { file: origin, limits });
      return "map" in read ? read : { origin, findings: read.findings };
    } finally {
      await received.close();
    }
  } catch (error) {
    if (!(error instanceof TributaryError) || error.kind !== "input") throw error;
    return { origin, findings: [error.finding] };
  }
}
