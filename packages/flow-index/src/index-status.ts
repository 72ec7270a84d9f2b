import { existsSync } from "node:fs";
import { TributaryError } from "@tributary/domain";
import { MemoryExhausted } from "@tributary/kernel";
import type { Store } from "@tributary/store";
import { readState } from "./build-index.ts";
import type { IndexManifest } from "./manifest.ts";
import { type FlowIndex, openIndex } from "./open-index.ts";
import { readManifest } from "./read-manifest.ts";
import { listSnapshots, standingSnapshot } from "./snapshots.ts";

/** Whether the snapshot that stands can be used, and if not, why. */
export type IndexStatus =
  | { readonly condition: "fresh"; readonly directory: string; readonly manifest: IndexManifest; readonly snapshots: number }
  | { readonly condition: "absent" | "stale" | "damaged"; readonly reason: string; readonly snapshots: number };

/** Looks at the manifest alone; `openFreshIndex` and `verifyIndex` look at the files. */
export async function indexStatus(store: Pick<Store, "directory" | "query">): Promise<IndexStatus> {
  const snapshots = listSnapshots(store.directory).length;
  const standing = standingSnapshot(store.directory);
  if (standing.directory === undefined) return { ...standing, snapshots };
  const { directory } = standing;
  if (!existsSync(directory)) return { condition: "absent", reason: "the snapshot that stands was removed", snapshots };
  try {
    const manifest = readManifest(directory);
    const state = await readState(store);
    if (manifest.state === state) return { condition: "fresh", directory, manifest, snapshots };
    return { condition: "stale", reason: `built of the ledger at write ${manifest.state}, which is at ${state}`, snapshots };
  } catch (error) {
    if (error instanceof TributaryError) return { condition: "damaged", reason: error.message, snapshots };
    throw error;
  }
}

export type FreshIndex = { readonly index: FlowIndex } | { readonly index?: undefined; readonly reason: string };

/** Opens the snapshot that stands, where it is of the ledger as it is and every byte that is read is as it was built. */
export async function openFreshIndex(store: Pick<Store, "directory" | "query">): Promise<FreshIndex> {
  const status = await indexStatus(store);
  if (status.condition !== "fresh") return { reason: status.reason };
  try {
    return { index: await openIndex(status.directory) };
  } catch (error) {
    if (error instanceof TributaryError || error instanceof MemoryExhausted) return { reason: error.message };
    throw error;
  }
}
