/** Every bound of an ingestion, by name. Reaching one is an error that names it. */
export interface IngestLimits {
  /** Bytes of a file as received. */
  readonly fileBytesMax: number;
  /** Bytes of a file after decompression. */
  readonly expandedBytesMax: number;
  /** Expanded bytes for each compressed byte; held only beyond `ratioFreeBytes` of output, since small repetitive files compress well. */
  readonly ratioMax: number;
  readonly ratioFreeBytes: number;
  /** Source records that one transaction of the store takes. */
  readonly batchRecordsMax: number;
  /** Characters of kept-apart records that one transaction takes. */
  readonly batchRawMax: number;
  /** Findings that a report shows; the rest is counted. */
  readonly findingsShownMax: number;
  /** Units of a range that are fetched at the same time. */
  readonly concurrencyMax: number;
  /** Units of a range that are fetched or waiting for their turn to be written. */
  readonly unitsInFlightMax: number;
}

export const ingestLimits: IngestLimits = {
  fileBytesMax: 8 * 1024 ** 3,
  expandedBytesMax: 32 * 1024 ** 3,
  ratioMax: 250,
  ratioFreeBytes: 64 * 1024 ** 2,
  batchRecordsMax: 1000,
  batchRawMax: 16 * 1024 ** 2,
  findingsShownMax: 100,
  concurrencyMax: 4,
  unitsInFlightMax: 32,
};

export function withDefaultLimits(limits: Partial<IngestLimits> | undefined): IngestLimits {
  return { ...ingestLimits, ...limits };
}
