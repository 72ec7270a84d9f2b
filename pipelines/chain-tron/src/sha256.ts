import { createHash } from "node:crypto";
import { type Digest, toDigest } from "@tributary/domain";

/** SHA-256 by the machine's own library: every transaction is hashed twice and every record once. */
export function sha256(bytes: Uint8Array | string): Digest {
  return toDigest(createHash("sha256").update(bytes).digest("hex"));
}
