/** The hash of the first block of chains that are in use, by chain id: what a chain's name alone does not prove. */
export const knownGenesis: ReadonlyMap<bigint, string> = new Map([
  [1n, "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"],
  [10n, "0x7ca38a1916c42007829c55e69d3e9a73265554b586a499015373241b8a3fa48b"],
  [56n, "0x0d21840abff46b96c84b2ac9e10e4f5cdaeb5693cb665db62a2f3b02d2d57b5b"],
  [137n, "0xa9c28ce2141b56c474f1dc504bee9b01eb1bd7d1a507580d5519d4437a97de1b"],
  [8_453n, "0xf712aa9241cc24369b143cf6dce85f0902a9731e70d66818a3a5845b296c73dd"],
  [42_161n, "0x7ee576b35482195fc49205cec9af72ce14f003b9ae69f6ba0faef4514be8b442"],
  [11_155_111n, "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9"],
]);
