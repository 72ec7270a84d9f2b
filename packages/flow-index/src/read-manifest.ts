import { createHash } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { findFault } from "./check-manifest.ts";
import { type IndexManifest, indexFormat } from "./manifest.ts";
import { failDamaged } from "./read-columns.ts";
import { decodeRow } from "./row-text.ts";

/** The manifest of a snapshot, whose folder is called by its digest. Errors: STORE_DAMAGED where it is not, or cannot be one. */
export function readManifest(directory: string): IndexManifest {
  const path = join(directory, "manifest.json");
  let text: string;
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) failDamaged(path, "no file");
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return failDamaged(path, "no manifest");
  }
  const digest = createHash("sha256").update(text).digest("hex");
  if (basename(directory) !== digest) failDamaged(path, "a manifest with another digest than its folder says");
  const manifest = decodeManifest(path, text);
  if (manifest?.format !== indexFormat) failDamaged(path, `format ${manifest?.format}`);
  const fault = findFault(manifest);
  return fault === undefined ? manifest : failDamaged(path, fault);
}

function decodeManifest(path: string, text: string): IndexManifest {
  try {
    return decodeRow(text);
  } catch {
    return failDamaged(path, "text that is no manifest");
  }
}
