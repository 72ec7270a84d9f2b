import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingestLimits } from "./ingest-limits.ts";
import { openReceivedFile, type ReceivedFile } from "./received-file.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "received-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function receive(name: string, content?: Uint8Array): Promise<ReceivedFile> {
  if (content !== undefined) await writeFile(join(folder, name), content);
  return openReceivedFile({ path: join(folder, name), limits: { ...ingestLimits, fileBytesMax: 8 << 20 } });
}

async function collect(received: ReceivedFile): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of received.bytes()) parts.push(part);
  return Buffer.concat(parts);
}

const content = Buffer.from("abcdefgh".repeat(400_000));

describe("openReceivedFile", () => {
  test("hashes the bytes as received and hands on what they hold", async () => {
    const compressed = gzipSync(content);
    const received = await receive("a.csv.gz", compressed);
    expect(received.sha256).toBe(createHash("sha256").update(compressed).digest("hex"));
    expect(received).toMatchObject({ origin: "a.csv.gz", byteCount: BigInt(compressed.length), isGzip: true });
    expect(Buffer.from(received.head).toString()).toBe(content.subarray(0, 512).toString());
    expect((await collect(received)).equals(content)).toBe(true);
    expect((await readFile(await received.copyInto(folder))).equals(content)).toBe(true);
    await received.close();
  });

  test("reads ranges of the bytes as received, across its chunks", async () => {
    const received = await receive("ranges.bin", content);
    const ends = [0, 1, 1_048_575, 1_048_576, 1_048_577, 2_097_151, content.length - 1, content.length];
    for (const start of ends) {
      for (const end of ends.filter((candidate) => candidate >= start)) {
        const read = await received.readAt(start, end - start);
        expect(Buffer.from(read).equals(content.subarray(start, end))).toBe(true);
      }
    }
    expect(await received.readAt(content.length - 2, 10)).toHaveLength(2);
    await received.close();
  });

  test("hands on no range of a file that was changed after it was hashed", async () => {
    const received = await receive("changed-range.bin", content);
    await writeFile(join(folder, "changed-range.bin"), Buffer.from(content).fill("X", 2_000_000, 2_000_001));
    expect(await received.readAt(0, 8)).toHaveLength(8);
    await expect(received.readAt(1_999_000, 8)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    await received.close();
  });

  test("makes a name that would act on a terminal visible", async () => {
    const received = await receive("\u001b[2J\u202e.csv", content);
    expect(received.origin).toBe("\\u{1b}[2J\\u{202e}.csv");
    await received.close();
  });

  test("reads an empty file", async () => {
    const received = await receive("empty.csv", Buffer.alloc(0));
    expect((await collect(received)).length).toBe(0);
    await received.close();
  });

  test.each(["changed", "grown"])("never hands on bytes of a file that was %s after it was hashed", async (kind) => {
    const received = await receive(`${kind}.csv`, content);
    if (kind === "grown") await appendFile(join(folder, "grown.csv"), "x");
    else await writeFile(join(folder, "changed.csv"), Buffer.from(content).fill("X", 2_000_000, 2_000_001));
    await expect(collect(received)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    await received.close();
  });

  test("refuses what is no regular file, a link to one of those included, without waiting for it", async () => {
    execFileSync("env", ["mkfifo", join(folder, "pipe")]);
    await symlink("/dev/zero", join(folder, "zero"));
    for (const name of ["pipe", "zero", ".", "absent.csv"]) {
      await expect(receive(name)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
    }
  });

  test("refuses a file beyond its limit", async () => {
    await expect(receive("large.csv", Buffer.alloc((8 << 20) + 1))).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  });

  test("refuses damaged compressed content before any of it is handed on", async () => {
    const damaged = Buffer.from(gzipSync(content));
    damaged[damaged.length - 5] = (damaged[damaged.length - 5] ?? 0) ^ 1;
    await expect(receive("damaged.gz", damaged)).rejects.toMatchObject({ code: "FILE_UNREADABLE" });
  });
});
