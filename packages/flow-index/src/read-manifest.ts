import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type IndexManifest, indexFormat } from "./manifest.ts";
import { failDamaged } from "./read-columns.ts";
import { decodeRow } from "./row-text.ts";

/** The manifest of a snapshot, whose folder is called by its digest. */
export function readManifest(directory: string): IndexManifest {
  const path = join(directory, "manifest.json");
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return failDamaged(path, "no manifest");
  }
  const digest = createHash("sha256").update(text).digest("hex");
  if (basename(directory) !== digest) failDamaged(path, "a manifest with another digest than its folder says");
  const manifest: IndexManifest = decodeRow(text);
  return manifest.format === indexFormat ? manifest : failDamaged(path, `format ${manifest.format}`);
}
