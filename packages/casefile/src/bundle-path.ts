/** Where things stand in a bundle's payload. */
export const bundlePaths = {
  caseFile: "data/case.json",
  transfers: "data/ledger/transfers.ndjson",
  transfersCsv: "data/ledger/transfers.csv",
  transfersParquet: "data/ledger/transfers.parquet",
  conversions: "data/ledger/conversions.ndjson",
  tags: "data/ledger/tags.ndjson",
  balances: "data/ledger/balances.ndjson",
  coverage: "data/ledger/coverage.ndjson",
  /** Only where there are any. */
  outpoints: "data/ledger/outpoints.ndjson",
  /** Only where there are any. */
  issuerActs: "data/ledger/issuer-acts.ndjson",
  /** Only where there are any. */
  assetTraits: "data/ledger/asset-traits.ndjson",
  assets: "data/ledger/assets.ndjson",
  compounds: "data/places/compounds.ndjson",
  compoundPoints: "data/places/compound-points.ndjson",
  compoundLinks: "data/places/compound-links.ndjson",
  clusterMembers: "data/places/cluster-members.ndjson",
  inputs: "data/inputs-sha256.txt",
  method: "data/method-statement.txt",
  readme: "data/README.txt",
  report: "data/report.pdf",
} as const;

export const requestFolder = "data/requests/";
export const documentFolder = "data/documents/";
export const resultFolder = "data/results/";
export const flowFolder = "data/flows/";
export const scheduleFolder = "data/schedules/";

/**
 * A file name that is safe on every file system and in a manifest: letters, marks, digits, dot, dash and underscore of any script,
 * everything else an underscore, at most 96 characters; numbered, so that two names never fall together.
 */
export function numberedName(index: number, name: string): string {
  const safe = [...name.normalize("NFC").replace(/[^\p{L}\p{M}\p{Nd}._-]/gu, "_")].slice(0, nameLengthMax).join("");
  return `${String(index + 1).padStart(2, "0")}-${safe}`;
}

const nameLengthMax = 96;

/** The name that a request has in its bundle: numbered, without its ending. */
export function requestId(index: number, name: string): string {
  return numberedName(index, name.replace(/\.(json|ya?ml)$/i, ""));
}
