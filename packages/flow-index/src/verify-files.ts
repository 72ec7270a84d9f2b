import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { TributaryError } from "@tributary/domain";
import type { FileEntry } from "./manifest.ts";
import { readManifest } from "./read-manifest.ts";

/** What differs, in words; nothing where the index is whole. */
export type Differences = readonly string[];

/** Every file's length and digest against the manifest, and the manifest's against its folder. Errors: STORE_DAMAGED where there is no manifest to go by. */
export async function verifyFiles(directory: string): Promise<Differences> {
  const { segments, sides } = readManifest(directory);
  const differences: string[] = [];
  for (const { name, files } of [...segments, sides])
    for (const file of Object.values(files)) {
      const difference = await verifyFile(join(directory, name, file.path), file);
      if (difference !== undefined) differences.push(difference);
    }
  return differences;
}

async function verifyFile(path: string, { bytes, sha256 }: FileEntry): Promise<string | undefined> {
  if (!existsSync(path)) return `${path} is missing`;
  const { size } = statSync(path);
  if (size !== bytes) return `${path} has ${size} bytes, not ${bytes}`;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex") === sha256 ? undefined : `${path} has other bytes than were written`;
}

/** Is every file of the snapshot what its manifest says, and the manifest what its folder says? */
export async function isWholeSnapshot(directory: string): Promise<boolean> {
  try {
    return (await verifyFiles(directory)).length === 0;
  } catch (error) {
    if (error instanceof TributaryError) return false;
    throw error;
  }
}
