import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The version of the package that runs. */
export function applicationVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(fileURLToPath(new URL("../package.json", import.meta.url)), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest && typeof manifest.version === "string" ? manifest.version : "unknown";
}
