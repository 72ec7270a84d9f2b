/** Who may import whom, directly. A workspace that is not listed may import nothing. The tags of `turbo.json` are the closure of this list. */
export const allowedWorkspaces: Readonly<Record<string, readonly string[]>> = {
  "packages/domain": [],
  "packages/ledger": ["domain"],
  "packages/trace": ["domain", "ledger"],
  "packages/casefile": ["domain", "ledger", "trace"],
  "packages/report": ["domain", "trace", "casefile"],
  queries: ["domain"],
  "packages/store": ["domain", "queries"],
  "packages/pipeline-kit": ["domain", "store"],
  "pipelines/attribution": ["domain", "pipeline-kit"],
  "pipelines/bank-str": ["domain", "pipeline-kit"],
  "pipelines/chain-evm": ["domain", "pipeline-kit"],
  "pipelines/compounds": ["domain", "pipeline-kit"],
  "pipelines/transfer-table": ["domain", "pipeline-kit"],
  "packages/engine": ["domain", "ledger", "trace", "casefile", "report", "store", "queries"],
  "packages/testkit": ["domain", "ledger", "trace"],
  "packages/cli": [
    "domain",
    "engine",
    "report",
    "pipeline-kit",
    "pipeline-transfer-table",
    "pipeline-chain-evm",
    "pipeline-bank-str",
    "pipeline-attribution",
    "pipeline-compounds",
  ],
};

/** Third-party packages by the only workspaces whose code may use them. */
export const owners: Readonly<Record<string, readonly string[]>> = {
  "@noble/hashes": ["packages/domain"],
  "@scure/base": ["packages/domain"],
  "@duckdb/node-api": ["packages/store"],
  "apache-arrow": ["packages/store"],
  "p-queue": ["packages/pipeline-kit"],
  ethers: ["pipelines/chain-evm"],
  saxes: ["pipelines/bank-str"],
  yaml: ["packages/pipeline-kit", "packages/engine"],
  "@myriaddreamin/typst-ts-node-compiler": ["packages/engine"],
  "@expo-google-fonts/noto-sans": ["packages/engine"],
  "@expo-google-fonts/noto-sans-arabic": ["packages/engine"],
  "@expo-google-fonts/noto-sans-devanagari": ["packages/engine"],
  "@expo-google-fonts/noto-sans-khmer": ["packages/engine"],
  "@expo-google-fonts/noto-sans-lao": ["packages/engine"],
  "@expo-google-fonts/noto-sans-myanmar": ["packages/engine"],
  "@expo-google-fonts/noto-sans-sc": ["packages/engine"],
  "@expo-google-fonts/noto-sans-sinhala": ["packages/engine"],
  "@expo-google-fonts/noto-sans-tamil": ["packages/engine"],
  "@expo-google-fonts/noto-sans-thai": ["packages/engine"],
  commander: ["packages/cli"],
  picocolors: ["packages/cli"],
  "fast-check": ["packages/testkit"],
};

/** No file, no clock, no randomness, no network. */
export const pureHomes: readonly string[] = [
  "packages/domain",
  "packages/ledger",
  "packages/trace",
  "packages/casefile",
  "packages/report",
];
