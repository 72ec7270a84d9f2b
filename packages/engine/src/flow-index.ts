import { basename } from "node:path";
import { fail } from "@tributary/domain";
import { buildIndex, indexStatus, verifyContent, verifyFiles } from "@tributary/flow-index";
import { assets } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { lookAtLog, writeMark } from "./index-mark.ts";
import { softwareIdentity } from "./software-identity.ts";

export interface IndexBuildOptions {
  /** Snapshots that stay, the new one among them. */
  readonly keep: number;
  /** Build all of it anew. */
  readonly isWhole: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a build did, or what stands. */
export interface IndexReport {
  readonly directory: string;
  readonly transfers: number;
  readonly accounts: number;
  readonly holdings: number;
  readonly segments: number;
  readonly bytes: number;
}

export interface IndexBuilt extends IndexReport {
  readonly outcome: "fresh" | "appended" | "built";
  readonly segmentsKept: number;
  /** Why not all segments were kept; empty where they were. */
  readonly reason: string;
  readonly snapshotsRemoved: number;
}

/** Brings the snapshot from which questions are answered up to the ledger. */
export async function buildFlowIndex(store: Store, options: IndexBuildOptions): Promise<IndexBuilt> {
  const { version } = softwareIdentity();
  // Before the build: what is written while it goes on makes the mark wrong, and the store is asked.
  const log = lookAtLog(store.directory);
  const { directory, manifest, outcome, segmentsKept, reason, snapshotsRemoved } = await buildIndex(store, {
    ...options,
    software: `tributary ${version}`,
  });
  const known = await store.query(assets, {});
  if (log !== undefined) writeMark(store.directory, { snapshot: basename(directory), software: version, log, assets: known });
  return { ...describe(directory, manifest), outcome, segmentsKept, reason, snapshotsRemoved };
}

type Manifest = Awaited<ReturnType<typeof buildIndex>>["manifest"];

function describe(directory: string, manifest: Manifest): IndexReport {
  const files = [...manifest.segments, manifest.sides].flatMap((part) => Object.values(part.files));
  return {
    directory,
    transfers: manifest.placeCount,
    accounts: manifest.accountCount,
    holdings: manifest.holdingCount,
    segments: manifest.segments.length,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
  };
}

export type IndexStanding =
  | ({ readonly condition: "fresh"; readonly snapshots: number } & IndexReport)
  | { readonly condition: "absent" | "stale" | "damaged"; readonly reason: string; readonly snapshots: number };

/** Whether the snapshot that stands can be used, by its manifest. */
export async function flowIndexStatus(store: Pick<Store, "directory" | "query">): Promise<IndexStanding> {
  const status = await indexStatus(store);
  if (status.condition !== "fresh") return status;
  return { condition: "fresh", snapshots: status.snapshots, ...describe(status.directory, status.manifest) };
}

export interface IndexVerdict {
  readonly directory: string;
  readonly isIntact: boolean;
  /** In words; the first hundred. */
  readonly differences: readonly string[];
}

/** Holds the snapshot that stands to its digests, and then every row of it to the ledger. Errors: USAGE where there is none, STORE_DAMAGED. */
export async function verifyFlowIndex(store: Pick<Store, "directory" | "query" | "stream">): Promise<IndexVerdict> {
  const status = await indexStatus(store);
  if (status.condition !== "fresh") {
    const code = status.condition === "damaged" ? "STORE_DAMAGED" : "USAGE";
    return fail(code, {
      found: status.reason,
      expected: "an index of the ledger as it is; build it with `tributary index build`",
    });
  }
  const { directory } = status;
  const files = await verifyFiles(directory);
  const differences = files.length > 0 ? files : await verifyContent(directory, store);
  return { directory, isIntact: differences.length === 0, differences };
}
