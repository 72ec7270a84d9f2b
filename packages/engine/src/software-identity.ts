import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SoftwareIdentity } from "@tributary/casefile";
import { digestBytes } from "@tributary/domain";

/** The version that runs, and the digest of the lock file that its dependencies were installed by. */
export function softwareIdentity(): SoftwareIdentity {
  const manifest: unknown = JSON.parse(readFileSync(fileURLToPath(new URL("../package.json", import.meta.url)), "utf8"));
  const hasVersion = typeof manifest === "object" && manifest !== null && "version" in manifest;
  const version = hasVersion && typeof manifest.version === "string" ? manifest.version : "unknown";
  const lockfile = fileURLToPath(new URL("../../../package-lock.json", import.meta.url));
  return { version, lockfileSha256: existsSync(lockfile) ? digestBytes(readFileSync(lockfile)) : null };
}
