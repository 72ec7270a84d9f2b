/** Every bound of reading an archive, by name. Reaching one is a finding that names it. */
export interface ArchiveLimits {
  readonly entriesMax: number;
  /** Bytes of all entries together after decompression. */
  readonly expandedBytesMax: number;
  /** Expanded bytes for each compressed byte; held only beyond `ratioFreeBytes` of output, since small repetitive files compress well. */
  readonly ratioMax: number;
  readonly ratioFreeBytes: number;
  readonly nameCharactersMax: number;
}

export const archiveLimits: ArchiveLimits = {
  entriesMax: 200,
  expandedBytesMax: 2 * 1024 ** 3,
  ratioMax: 100,
  ratioFreeBytes: 64 * 1024 ** 2,
  nameCharactersMax: 255,
};
