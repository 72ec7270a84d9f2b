import { constants, gunzipSync, gzipSync } from "node:zlib";
import { TributaryError } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inflateGzip } from "./inflate-gzip.ts";
import { ingestLimits } from "./ingest-limits.ts";

interface Outcome {
  readonly bytes: Buffer;
  readonly code: string | undefined;
}

async function inflate(compressed: Uint8Array, options: { pieceBytes?: number; limits?: object } = {}): Promise<Outcome> {
  const { pieceBytes = 1 << 20, limits = {} } = options;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < compressed.length; at += pieceBytes) yield compressed.subarray(at, at + pieceBytes);
  }
  const parts: Uint8Array[] = [];
  try {
    const inflated = inflateGzip(pieces(), { origin: "x.csv.gz", limits: { ...ingestLimits, ...limits } });
    for await (const part of inflated) parts.push(part);
    return { bytes: Buffer.concat(parts), code: undefined };
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    return { bytes: Buffer.concat(parts), code: error.code };
  }
}

const lines = Buffer.from(Array.from({ length: 3000 }, (_, row) => `t${row},${(row * 7919) % 104_729}`).join("\n"));

describe("inflateGzip", () => {
  test("gives every byte that a truncated file still holds, then says that it is truncated", async () => {
    const whole = gzipSync(lines);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), fc.constantFrom(1000, 16_384), async (cut, pieceBytes) => {
        const held = gunzipSync(whole.subarray(0, cut), { finishFlush: constants.Z_SYNC_FLUSH });
        const outcome = await inflate(whole.subarray(0, cut), { pieceBytes });
        expect(outcome.code).toBe("FILE_TRUNCATED");
        expect(outcome.bytes.equals(held)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("reads several members in a row", async () => {
    const two = Buffer.concat([gzipSync(lines.subarray(0, 100)), gzipSync(lines.subarray(100))]);
    expect(await inflate(two, { pieceBytes: 33 })).toEqual({ bytes: lines, code: undefined });
  });

  test("refuses a wrong check sum", async () => {
    const damaged = Buffer.from(gzipSync(lines));
    damaged[damaged.length - 6] = (damaged[damaged.length - 6] ?? 0) ^ 1;
    expect((await inflate(damaged)).code).toBe("FILE_UNREADABLE");
  });

  test.each(["trailing text", "\0\0trailing text"])("refuses %j after the end", async (trailing) => {
    expect((await inflate(Buffer.concat([gzipSync(lines), Buffer.from(trailing)]))).code).toBe("FILE_UNREADABLE");
  });

  test("stops a file that expands beyond its limits", async () => {
    const bomb = gzipSync(Buffer.alloc(4 << 20));
    expect((await inflate(bomb, { limits: { ratioFreeBytes: 1 << 20 } })).code).toBe("FILE_TOO_LARGE");
    expect((await inflate(bomb, { limits: { expandedBytesMax: 1 << 20 } })).code).toBe("FILE_TOO_LARGE");
  });
});
