import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Digest } from "@tributary/domain";

/** Size and SHA-256 of a file, read in pieces and never through a link. */
export async function hashFile(path: string): Promise<{ readonly byteCount: number; readonly sha256: Digest }> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const hash = createHash("sha256");
    let byteCount = 0;
    for await (const bytes of file.createReadStream({ autoClose: false, highWaterMark: 2 ** 20 })) {
      hash.update(bytes);
      byteCount += bytes.length;
    }
    return { byteCount, sha256: hash.digest("hex") as Digest };
  } finally {
    await file.close();
  }
}
