import { readFile, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { fail } from "@tributary/domain";
import { compactJson } from "./compact-json.ts";
import { isRpcObject, type RpcObject } from "./rpc-value.ts";

/**
 * What an endpoint answered, so that an import can be run again without it. Kept as gzip-compressed JSON:
 *
 *     { "format": "tributary-rpc-recording/1", "answers": { "<request>": <answer>, … } }
 *
 * A request is the compact JSON of `[method, params]`; an answer is `{ "result": … }` or `{ "error": { "code", "message" } }`
 * as the endpoint gave it. The keys are sorted and nothing tells the time, so that one chain gives one file.
 */
export interface RpcRecording {
  readonly answers: ReadonlyMap<string, RecordedAnswer>;
}

export type RecordedAnswer = { readonly result: unknown } | { readonly error: unknown };

/** A loopback JSON-RPC endpoint. */
export interface RpcServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** A server that answers from a node and remembers. */
export interface RpcRecorder extends RpcServer {
  readonly recording: () => RpcRecording;
}

const format = "tributary-rpc-recording/1";

/**
 * Starts a proxy on 127.0.0.1 that hands each request to the node at `upstreamUrl` and remembers the answer. Asked again, it answers
 * as the first time: a recording holds one state of the chain.
 */
export async function recordRpc(upstreamUrl: string): Promise<RpcRecorder> {
  const answers = new Map<string, RecordedAnswer>();
  const server = await serveRpc(async (request) => {
    const known = answers.get(request.key);
    if (known !== undefined) return known;
    const answer = await forward(upstreamUrl, request);
    answers.set(request.key, answer);
    return answer;
  });
  return { ...server, recording: () => ({ answers: new Map(answers) }) };
}

/** Starts an endpoint on 127.0.0.1 that answers from a recording. A request that is not in it is answered with JSON-RPC error -32001. */
export async function replayRpc(recording: RpcRecording): Promise<RpcServer> {
  return serveRpc(async ({ key, method }) => {
    const missing = { code: -32001, message: `${method} with these parameters is not in the recording` };
    return recording.answers.get(key) ?? { error: missing };
  });
}

/** The same recording gives the same bytes, but for the compression of another zlib. */
export async function writeRecording(path: string, recording: RpcRecording): Promise<void> {
  const sorted = [...recording.answers].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify({ format, answers: Object.fromEntries(sorted) });
  await writeFile(path, gzipSync(text, { level: 9 }));
}

/** Bytes of a recording after decompression. */
const recordingBytesMax = 512 * 1024 ** 2;

/** Errors: FILE_UNREADABLE where the file is no recording. */
export async function readRecording(path: string): Promise<RpcRecording> {
  const name = path.split(/[\\/]/).at(-1) ?? path;
  try {
    const text = gunzipSync(await readFile(path), { maxOutputLength: recordingBytesMax }).toString("utf8");
    const value: unknown = JSON.parse(text);
    if (isRpcObject(value) && value["format"] === format && isRpcObject(value["answers"])) {
      return { answers: new Map(Object.entries(value["answers"]).filter(isAnswerEntry)) };
    }
  } catch (error) {
    return failRecording(name, error instanceof Error ? error.name : "an error");
  }
  return failRecording(name, "another format");
}

function isAnswerEntry(entry: [string, unknown]): entry is [string, RecordedAnswer] {
  return isAnswer(entry[1]);
}

function isAnswer(value: unknown): value is RecordedAnswer {
  return isRpcObject(value) && ("result" in value || "error" in value);
}

function failRecording(file: string, found: string): never {
  return fail("FILE_UNREADABLE", { found, expected: `a gzip file of JSON with format ${format}`, where: { file } });
}

interface ServedRequest {
  /** Of `[method, params]`. */
  readonly key: string;
  readonly method: string;
  readonly parameters: unknown;
}

type Answerer = (request: ServedRequest) => Promise<RecordedAnswer>;

async function forward(url: string, request: ServedRequest): Promise<RecordedAnswer> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: request.method, params: request.parameters });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body, redirect: "error" });
  const value: unknown = await response.json();
  if (!isAnswer(value)) return fail("SOURCE_MALFORMED", { found: "neither result nor error", expected: "a JSON-RPC answer" });
  return "error" in value ? { error: value.error } : { result: value.result };
}

async function serveRpc(answerer: Answerer): Promise<RpcServer> {
  const server = createServer((request, response) => {
    answerHttp({ request, response, answerer }).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("broken invariant: a listening server has a port"));
    });
  });
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answerer: Answerer;
}

async function answerHttp({ request, response, answerer }: Exchange): Promise<void> {
  const body = await readBody(request);
  const answer = body === undefined ? tooLarge : await answerBody(body, answerer);
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(answer));
}

const tooLarge: RpcObject = { jsonrpc: "2.0", id: null, error: { code: -32600, message: "the request is too large" } };
const requestBytesMax = 4 * 1024 ** 2;

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    byteCount += bytes.length;
    if (byteCount > requestBytesMax) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function answerBody(body: string, answerer: Answerer): Promise<unknown> {
  const value = parseJson(body);
  if (!Array.isArray(value)) return answerCall(value, answerer);
  const answers: unknown[] = [];
  for (const call of value) answers.push(await answerCall(call, answerer));
  return answers;
}

async function answerCall(call: unknown, answerer: Answerer): Promise<RpcObject> {
  const method = isRpcObject(call) ? call["method"] : undefined;
  if (!isRpcObject(call) || typeof method !== "string")
    return { jsonrpc: "2.0", id: null, error: { code: -32600, message: "not a JSON-RPC request" } };
  const parameters = call["params"] ?? [];
  const key = compactJson([method, parameters]);
  const id = call["id"] ?? null;
  if (key === undefined)
    return { jsonrpc: "2.0", id, error: { code: -32602, message: "parameters that cannot be carried exactly" } };
  return { jsonrpc: "2.0", id, ...(await answerer({ key, method, parameters })) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
