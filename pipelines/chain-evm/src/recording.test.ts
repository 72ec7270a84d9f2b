import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenEndpoint, openEndpoint } from "@tributary/chain-kit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readRecording, recordRpc, replayRpc, writeRecording } from "./recording.ts";

const recording = {
  answers: new Map([
    ['["eth_chainId",[]]', { result: "0x7a69" }],
    ['["eth_getBalance",["0x00","0x0"]]', { error: { code: -32000, message: "missing trie node" } }],
  ]),
};

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "recording-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("a recording", () => {
  test("answers results and refusals as they were, and refuses what it does not hold", async () => {
    await withReplay(async (client) => {
      expect(await client.ask("eth_chainId", [])).toEqual({ ok: true, value: "0x7a69" });
      expect(await client.ask("eth_getBalance", ["0x00", "0x0"])).toMatchObject({ ok: false, code: "-32000" });
      expect(await client.ask("eth_blockNumber", [])).toMatchObject({ ok: false, code: "-32001" });
      await expect(client.demand("eth_blockNumber", [])).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    });
  });

  test("made through the recorder is what the endpoint answered, in any order of asking", async () => {
    const upstream = await replayRpc(recording);
    const recorder = await recordRpc(upstream.url);
    const client = openEndpoint({ url: recorder.url, numbers: "plain" });
    try {
      await client.ask("eth_getBalance", ["0x00", "0x0"]);
      await client.ask("eth_chainId", []);
      await client.ask("eth_chainId", []);
      expect(recorder.recording()).toEqual(recording);
    } finally {
      client.close();
      await recorder.close();
      await upstream.close();
    }
  });

  test("keeps its bytes through a file", async () => {
    const [first, second] = [join(folder, "first.json.gz"), join(folder, "second.json.gz")];
    await writeRecording(first, recording);
    await writeRecording(second, { answers: new Map([...recording.answers].reverse()) });
    expect(await readRecording(first)).toEqual(recording);
    expect(await readFile(first)).toEqual(await readFile(second));
  });

  test("that is none is refused by the file's name", async () => {
    const path = join(folder, "other.json.gz");
    await writeFile(path, "{}");
    await expect(readRecording(path)).rejects.toMatchObject({
      code: "FILE_UNREADABLE",
      finding: { where: { file: "other.json.gz" } },
    });
  });
});

async function withReplay(act: (client: OpenEndpoint) => Promise<void>): Promise<void> {
  const server = await replayRpc(recording);
  const client = openEndpoint({ url: server.url, numbers: "plain" });
  try {
    await act(client);
  } finally {
    client.close();
    await server.close();
  }
}
