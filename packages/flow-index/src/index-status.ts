import { existsSync } from "node:fs";
import { TributaryError } from "@tributary/domain";
import type { Store } from "@tributary/store";
import { readState } from "./build-index.ts";
import type { IndexManifest } from "./manifest.ts";
import { type FlowIndex, openIndex } from "./open-index.ts";
import { unreadable } from "./read-columns.ts";
import { readManifest } from "./read-manifest.ts";
import { listSnapshots, standingSnapshot } from "./snapshots.ts";

/** Whether the snapshot that stands can be used, and if not, why. */
export type IndexStatus =
  | { readonly condition: "fresh"; readonly directory: string; readonly manifest: IndexManifest; readonly snapshots: number }
  | { readonly condition: "absent" | "stale" | "damaged"; readonly reason: string; readonly snapshots: number };

/** Looks at the manifest alone; `openFreshIndex` and `verifyIndex` look at the files. */
export async function indexStatus(store: Pick<Store, "directory" | "query">): Promise<IndexStatus> {
  const found = findSnapshots(store.directory);
  if ("reason" in found) return { condition: "damaged", ...found, snapshots: 0 };
  const { standing, snapshots } = found;
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

type Found = { readonly standing: ReturnType<typeof standingSnapshot>; readonly snapshots: number } | { readonly reason: string };

/** An index that this user may not read is no reason for the store to give no answer. */
function findSnapshots(storeDirectory: string): Found {
  try {
    return { standing: standingSnapshot(storeDirectory), snapshots: listSnapshots(storeDirectory).length };
  } catch (error) {
    return { reason: unreadable(error) };
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
    if (error instanceof TributaryError) return { reason: error.message };
    throw error;
  }
}
